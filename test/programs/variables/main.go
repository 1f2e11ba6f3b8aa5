// Command variables measures new, composite literals and variables whose address is taken.
package main

import (
	"fmt"
	"testing"
)

//@ claims(new, composite, moved-to-heap, make-map, make-slice, closure, interface, string-concat)

type testCase struct {
	name string
	run  func()
}

var cases = []testCase{
	{"NewKept", newKept},
	{"NewLocal", func() { newLocal() }},
	{"NewUnused", newUnused},
	{"LiteralKept", func() { literalKept(7) }},
	{"LiteralLocal", func() { literalLocal(7) }},
	{"LiteralNested", func() { literalNested(7) }},
	{"LiteralHalf", func() { literalHalf(7) }},
	{"LiteralRegisters", func() { literalRegisters(7) }},
	{"LiteralConstant", literalConstant},
	{"LiteralValue", func() { literalValue(7) }},
	{"AddressReturned", func() { addressReturned(7) }},
	{"AddressLocal", func() { addressLocal(7) }},
	{"AddressStored", func() { addressStored(7) }},
	{"AddressOfField", func() { addressOfField(7) }},
	{"AddressOfElement", func() { addressOfElement(3) }},
	{"Parameter", func() { parameter(7) }},
	{"ParameterBranch/no", func() { parameterBranch(7, false) }},
	{"ParameterBranch/yes", func() { parameterBranch(7, true) }},
	{"VariableBranch/no", func() { variableBranch(7, false) }},
	{"VariableBranch/yes", func() { variableBranch(7, true) }},
	{"NamedResult", func() { namedResult(7) }},
	{"Receiver", func() { node{7, nil}.receiver() }},
	{"SliceOfArray", sliceOfArray},
	{"ThroughPointer", func() { throughPointer(&shared, 7) }},
	{"List/4", func() { list(4) }},
	{"ListLocal/4", func() { listLocal(4) }},
	{"SharedLoopVariable/4", func() { sharedLoopVariable(4) }},
	{"DeclaredInLoop/4", func() { declaredInLoop(4) }},
	{"PassedOn", func() { passedOn(7) }},
	{"PassedToUnknown", func() { passedToUnknown(7, look) }},
	{"Checked", func() { checked(7, nil) }},
	{"Message", func() { message(7) }},
	{"Swapped", func() { swapped(1, 2) }},
}

var shared node

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
