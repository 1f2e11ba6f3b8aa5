// Command allocations is a tour of the places where a Go program needs memory.
//
// Each function asks one question: does this line allocate? Guess first, then ask allocpath:
//
//	allocpath explain .
//	allocpath explain . --at slices.go:18
//
// The functions are marked go:noinline so that each one keeps its allocations on its own lines; inlining.go shows
// what changes without the mark.
package main

import "fmt"

func main() {
	section("slices")
	show("ConstantMake", ConstantMake())
	show("VariableMake", VariableMake(4))
	show("LargeMake", LargeMake())
	show("ReturnedSlice", ReturnedSlice(4))
	show("AppendLocal", AppendLocal(10))
	show("AppendReturned", AppendReturned(10))
	show("AppendPreallocated", AppendPreallocated(10))
	show("AppendToParameter", AppendToParameter([]int{1, 2}, 3))
	show("CopyOf", CopyOf([]int{1, 2, 3}))
	show("SliceLiteral", SliceLiteral(2))

	section("maps")
	show("MapWithoutHint", MapWithoutHint(4))
	show("MapHint8", MapHint8(4))
	show("MapHint9", MapHint9(4))
	show("MapHint100", MapHint100(4))
	show("MapLiteral", MapLiteral("b"))
	show("MapReturned", MapReturned("a", "b", "a"))
	show("MapOfPointers", MapOfPointers("a", "b"))

	section("strings")
	show("ConcatLocal", ConcatLocal("go", "pher"))
	show("ConcatReturned", ConcatReturned("go", "pher"))
	show("BytesOfString", BytesOfString("gopher"))
	show("BytesReturned", BytesReturned("gopher"))
	show("StringOfBytes", StringOfBytes([]byte("gopher")))
	show("LookupByBytes", LookupByBytes(map[string]int{"go": 1}, []byte("go")))
	show("Joined", Joined("a", "b", "c"))
	show("Runes", Runes("héllo"))

	section("interfaces")
	show("BoxInt(7)", BoxInt(7))
	show("BoxInt(7000)", BoxInt(7000))
	show("BoxConstant", BoxConstant())
	show("BoxStruct", BoxStruct(1, 2))
	show("BoxPointer", BoxPointer(&Point{1, 2}))
	show("CallThroughInterface", CallThroughInterface(circle{2}))
	show("Formatted", Formatted(42))
	show("Sum", Sum())

	section("closures")
	show("ClosureLocal", ClosureLocal(3))
	show("ClosureReturned", ClosureReturned(3)())
	show("ClosureByReference", ClosureByReference()())
	show("MethodValue", MethodValue(&Point{1, 2})())
	show("Deferred", Deferred(3))
	show("DeferredInLoop", DeferredInLoop(3))
	show("Goroutine", Goroutine(3))

	section("values")
	show("PointerReturned", *PointerReturned(1, 2))
	show("PointerLocal", PointerLocal(1, 2))
	show("MovedToHeap", *MovedToHeap(3))
	show("BigArrayOnStack", BigArrayOnStack(3))
	show("BigArrayReturned", BigArrayReturned(3).Cells[3])
	show("TooBigForStack", TooBigForStack(3))
	show("EmptyStruct", EmptyStruct() != nil)
	show("Checked", Checked(3))

	section("inlining and generics")
	show("KeptItem", KeptItem("bolt").Name)
	show("DroppedItem", DroppedItem("nut"))
	show("CountIntegers", CountIntegers(1, 2, 2))
	show("CountNames", CountNames("a", "b", "b"))
	show("PairOfEach", PairOfEach(1, "one"))
	show("SortedNames", SortedNames("nut", "bolt"))
}

//go:noinline
func section(name string) {
	fmt.Printf("\n%s\n", name)
}

// show is generic so that the values are boxed here and not on each line above.
//
//go:noinline
func show[T any](name string, value T) {
	fmt.Printf("  %-22s %v\n", name, value)
}
