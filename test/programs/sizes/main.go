// Command sizes measures how the size of an object decides where it goes: nothing, the frame, or the heap.
package main

import (
	"fmt"
	"testing"
)

//@ claims(new, composite, make-slice, moved-to-heap, append)

var cases = []struct {
	name string
	run  func()
}{
	{"ZeroNew", zeroNew},
	{"ZeroLiteral", zeroLiteral},
	{"ZeroArray", zeroArray},
	{"ZeroVariable", zeroVariable},
	{"ZeroSlice", func() { zeroSlice(1000) }},
	{"ZeroSliceLocal", func() { zeroSliceLocal(1000) }},
	{"ZeroAppend/10", func() { zeroAppend(10) }},
	{"Tiny1", tiny1},
	{"Tiny15", tiny15},
	{"Plain8", plain8},
	{"Plain16", plain16},
	{"Plain24", plain24},
	{"Plain32", plain32},
	{"Plain48", plain48},
	{"Plain64", plain64},
	{"Plain80", plain80},
	{"Plain81", plain81},
	{"Pointers8", pointers8},
	{"Pointers16", pointers16},
	{"Pointers24", pointers24},
	{"Pointers32", pointers32},
	{"Pointers48", pointers48},
	{"Pointers64", pointers64},
	{"Pointers80", pointers80},
	{"Pointers88", pointers88},
	{"Huge", huge},
	{"NewLimit", func() { newLimit(3) }},
	{"NewOverLimit", func() { newOverLimit(3) }},
	{"LiteralLimit", func() { literalLimit(3) }},
	{"LiteralHuge", func() { literalHuge(3) }},
	{"LiteralPointer", func() { literalPointer(3) }},
	{"MakeLimit", func() { makeLimit(3) }},
	{"MakeOverLimit", func() { makeOverLimit(3) }},
	{"MakeCapacityOverLimit", func() { makeCapacityOverLimit(3) }},
	{"VariableLimit", func() { variableLimit(3) }},
	{"VariableOverLimit", func() { variableOverLimit(3) }},
	{"VariableOverOldLimit", func() { variableOverOldLimit(3) }},
	{"ParameterOverLimit", func() { parameterOverLimit(big, 3) }},
}

var big [130 << 10]byte

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
