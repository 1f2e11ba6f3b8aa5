// Command maps measures what maps allocate when they are made, and when they grow.
package main

import (
	"fmt"
	"testing"
)

//@ claims(make-map, map-assign, composite, new, append, string-convert)

var (
	shared = map[int]int{1: 1}
	one    = []byte("gopher")
)

var cases = []struct {
	name string
	run  func()
}{
	{"MakeLocal/4", func() { makeLocal(4) }},
	{"MakeLocal/8", func() { makeLocal(8) }},
	{"MakeLocal/9", func() { makeLocal(9) }},
	{"MakeLocal/100", func() { makeLocal(100) }},
	{"MakeHint8/8", func() { makeHint8(8) }},
	{"MakeHint9/0", func() { makeHint9(0) }},
	{"MakeHint9/9", func() { makeHint9(9) }},
	{"MakeHint100/4", func() { makeHint100(4) }},
	{"MakeHintVariable/8", func() { makeHintVariable(8) }},
	{"MakeHintVariable/9", func() { makeHintVariable(9) }},
	{"MakeKept", makeKept},
	{"MakeKeptHint8", makeKeptHint8},
	{"MakeKeptHint100", makeKeptHint100},
	{"MakeReturned/0", func() { makeReturned(0) }},
	{"MakeReturned/1", func() { makeReturned(1) }},
	{"MakeReturned/8", func() { makeReturned(8) }},
	{"MakeReturned/9", func() { makeReturned(9) }},
	{"LiteralLocal", func() { literalLocal("b") }},
	{"LiteralEmpty", func() { literalEmpty(1) }},
	{"LiteralNine", func() { literalNine(3) }},
	{"LiteralMany", func() { literalMany(3) }},
	{"LiteralKept", literalKept},
	{"LiteralNested", literalNested},
	{"Count", func() { count("a", "b", "a") }},
	{"AssignExisting", func() { assign(shared, 1) }},
	{"Group", func() { group(3) }},
	{"StructValues/3", func() { structValues(3) }},
	{"PointerValues/3", func() { pointerValues(3) }},
	{"BigValues/3", func() { bigValues(3) }},
	{"Set/3", func() { set(3) }},
	{"StructKeys/3", func() { structKeys(3) }},
	{"InterfaceKeys/3", func() { interfaceKeys(3) }},
	{"KeyFromBytes", func() { keyFromBytes(one) }},
	{"LookupFromBytes", func() { lookupFromBytes(names, one) }},
	{"DeleteAndClear", func() { deleteAndClear(3) }},
	{"RangeOver", func() { rangeOver(shared) }},
	{"InLoop/3x4", func() { inLoop(3, 4) }},
}

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
