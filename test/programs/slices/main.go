// Command slices measures what make, append and slice literals allocate.
package main

import (
	"fmt"
	"testing"
)

//@ claims(make-slice, append, composite, moved-to-heap)

var (
	two   = []int{1, 2}
	five  = []int{1, 2, 3, 4, 5}
	names = []string{"a", "b"}
	none  []int
	full  = five[:5:5]
	roomy = make([]int, 0, 10)
)

var cases = []struct {
	name string
	run  func()
}{
	{"MakeConstant", func() { makeConstant() }},
	{"MakeConstantKept", makeConstantKept},
	{"MakeZeroKept", makeZeroKept},
	{"MakeVariable/0", func() { makeVariable(0) }},
	{"MakeVariable/4", func() { makeVariable(4) }},
	{"MakeVariable/5", func() { makeVariable(5) }},
	{"MakeBytes/32", func() { makeBytes(32) }},
	{"MakeBytes/33", func() { makeBytes(33) }},
	{"MakePointers/4", func() { makePointers(4) }},
	{"MakePointers/5", func() { makePointers(5) }},
	{"MakeBig/1", func() { makeBig(1) }},
	{"MakeBig/0", func() { makeBig(0) }},
	{"MakeLengthAndCapacity/4", func() { makeLengthAndCapacity(4) }},
	{"MakeLengthAndCapacity/5", func() { makeLengthAndCapacity(5) }},
	{"MakeReturned/0", func() { makeReturned(0) }},
	{"MakeReturned/4", func() { makeReturned(4) }},
	{"MakeInLoop/3x4", func() { makeInLoop(3, 4) }},
	{"MakeInLoop/3x5", func() { makeInLoop(3, 5) }},
	{"MakeTable/3", func() { makeTable(3) }},
	{"MakeUnused/4000", func() { makeUnused(4000) }},
	{"CopyOfInts/2", func() { copyOfInts(two) }},
	{"CopyOfInts/0", func() { copyOfInts(none) }},
	{"CopyOfStrings", func() { copyOfStrings(names) }},
	{"CopyLocal/2", func() { copyLocal(two) }},
	{"CopyLocal/5", func() { copyLocal(five) }},
	{"AppendLocal/4", func() { appendLocal(4) }},
	{"AppendLocal/5", func() { appendLocal(5) }},
	{"AppendLocal/64", func() { appendLocal(64) }},
	{"AppendWithRoom/4", func() { appendWithRoom(4) }},
	{"AppendBytes/32", func() { appendBytes(32) }},
	{"AppendBytes/33", func() { appendBytes(33) }},
	{"AppendReturned/0", func() { appendReturned(0) }},
	{"AppendReturned/4", func() { appendReturned(4) }},
	{"AppendReturned/5", func() { appendReturned(5) }},
	{"AppendReturned/64", func() { appendReturned(64) }},
	{"AppendReturnedStrings/2", func() { appendReturnedStrings(2) }},
	{"AppendReturnedStrings/3", func() { appendReturnedStrings(3) }},
	{"AppendCapacity/2", func() { appendCapacity(2) }},
	{"AppendCapacity/4", func() { appendCapacity(4) }},
	{"AppendCapacity/5", func() { appendCapacity(5) }},
	{"AppendCapacityStrings/2", func() { appendCapacityStrings(2) }},
	{"AppendCapacityStrings/3", func() { appendCapacityStrings(3) }},
	{"AppendInLoop/1x4", func() { appendInLoop(1, 4) }},
	{"AppendInLoop/3x4", func() { appendInLoop(3, 4) }},
	{"AppendTwice/both", func() { appendTwice(true) }},
	{"AppendTwice/second", func() { appendTwice(false) }},
	{"AppendToParameter/full", func() { appendToParameter(full, 1) }},
	{"AppendToParameter/roomy", func() { appendToParameter(roomy, 1) }},
	{"AppendPreallocated/10", func() { appendPreallocated(10) }},
	{"AppendToMake/8", func() { appendToMake(8) }},
	{"AppendToMake/9", func() { appendToMake(9) }},
	{"AppendToArray/4", func() { appendToArray(4) }},
	{"AppendToArray/5", func() { appendToArray(5) }},
	{"AppendToSmallArray/3", func() { appendToSmallArray(3) }},
	{"AppendToSmallArray/5", func() { appendToSmallArray(5) }},
	{"AppendSlice/2", func() { appendSlice(two) }},
	{"AppendSlice/5", func() { appendSlice(five) }},
	{"AppendSlice/0", func() { appendSlice(none) }},
	{"AppendMake/4", func() { appendMake(none, 4) }},
	{"AppendString", func() { appendString(nil, "gopher") }},
	{"AppendToField", func() { appendToField(&box{}) }},
	{"AppendNested/2x4", func() { appendNested(2, 4) }},
	{"LiteralLocal", func() { literalLocal(1) }},
	{"LiteralOfVariables", func() { literalOfVariables(1, 2) }},
	{"LiteralKept", literalKept},
	{"LiteralEmpty", literalEmpty},
	{"LiteralOfSlices", literalOfSlices},
	{"LiteralArrayPointer", literalArrayPointer},
}

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
