// Command generics measures sites that have several instances: one line, several types, sometimes several placements.
package main

import (
	"fmt"
	"testing"
)

//@ claims(make-slice, new, interface, append, make-map, map-assign, closure, moved-to-heap, composite, method-value, variadic)

var cases = []struct {
	name string
	run  func()
}{
	{"MakeInt/4", func() { keptInts = makeSlice[int](4) }},
	{"MakeString/4", func() { keptStrings = makeSlice[string](4) }},
	{"NewInt", func() { keptInt = newOf[int]() }},
	{"NewString", func() { keptString = newOf[string]() }},
	{"NewEmpty", func() { keptEmpty = newOf[struct{}]() }},
	{"LocalSmall", func() { local[int](7) }},
	{"LocalBig", func() { local[[10000]int](big) }},
	{"BoxInt/7", func() { keptAny = box(7) }},
	{"BoxInt/7000", func() { keptAny = box(seven) }},
	{"BoxString", func() { keptAny = box(text) }},
	{"BoxByte", func() { keptAny = box(byte(7)) }},
	{"BoxPointer", func() { keptAny = box(&seven) }},
	{"BoxStruct", func() { keptAny = box(pair[int, string]{7, text}) }},
	{"AppendInt/4", func() { keptInts = fillWith(4, 7) }},
	{"AppendString/4", func() { keptStrings = fillWith(4, text) }},
	{"MapLocal/4", func() { countOf(ints) }},
	{"MapLocalStrings/2", func() { countOf(strings) }},
	{"MapKept", func() { keptMap = index(strings, 7) }},
	{"ClosureInt", func() { keptFunc = constant(7) }},
	{"ReferenceInt", func() { keptInt = reference(7) }},
	{"ReferenceString", func() { keptString = reference(text) }},
	{"ReferenceRead", func() { readReference(7) }},
	{"Stack/4", func() { useStack(4) }},
	{"List/3", func() { useList(3) }},
	{"Pointers", func() { pointers(&seven, &text) }},
	{"MethodValue", func() { methodValue(&numbers) }},
	{"Variadic", func() { variadic(7) }},
	{"Constrained", func() { constrained(temperature(7)) }},
}

type temperature int

func (t temperature) String() string { return "warm" }

var (
	seven   = 7000
	text    = "gopher"
	ints    = []int{1, 2, 3, 1}
	strings = []string{"a", "b"}
	big     [10000]int
	numbers stack[int]
)

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
