// Command many-on-a-line measures statements with several allocations, which only their columns tell apart.
package main

import (
	"fmt"
	"testing"
)

//@ claims(new, composite, make-slice, string-convert, string-concat, interface, variadic, append, make-map, map-assign, closure, moved-to-heap, make-chan)

var cases = []struct {
	name string
	run  func()
}{
	{"ThreeNews", threeNews},
	{"SameTextTwice", func() { sameTextTwice(3) }},
	{"TwoMakes/4,5", func() { twoMakes(4, 5) }},
	{"TwoMakes/4,4", func() { twoMakes(4, 4) }},
	{"LiteralOfPointers", func() { literalOfPointers(7) }},
	{"LiteralOfAny", func() { literalOfAny(7000, "gopher") }},
	{"NestedCalls", func() { nestedCalls(bytes, bytes) }},
	{"ConcatAndConvert", func() { concatAndConvert("go", bytes) }},
	{"MapOfSlices", func() { mapOfSlices(7) }},
	{"StructOfAll", func() { structOfAll(7, "gopher") }},
	{"AppendTwice", func() { appendTwice(nil, nil) }},
	{"ClosureAndArgument", func() { closureAndArgument(7) }},
	{"Formatted", func() { formatted("go", "pher", 7000) }},
	{"Conditional/yes", func() { conditional(true) }},
	{"Conditional/no", func() { conditional(false) }},
	{"Multiple", func() { multiple(7) }},
}

var bytes = []byte("gopher")

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
