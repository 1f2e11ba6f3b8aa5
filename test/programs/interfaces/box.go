package main

var kept any

type point struct{ x, y int }

func (p point) sum() int { return p.x + p.y }

type pair struct {
	p *int
	n int
}

type pointerOnly struct{ p *[100]int }

type one struct{ n int }

// Values below 256 are in a table of the runtime.
//
//go:noinline
func boxInt(n int) {
	//@ measure(case="Int/255", allocs=0); measure(case="Int/256", allocs=1); measure(case="Int/-1", allocs=1)
	kept = n //@ alloc(interface, conditional, "n", bound="values below 256", entry=convT64)
}

//go:noinline
func boxInt32(n int32) {
	//@ measure(case="Int32/255", allocs=0); measure(case="Int32/256", allocs=1)
	kept = n //@ alloc(interface, conditional, "n", bound="values below 256", entry=convT32)
}

//go:noinline
func boxUint16(n uint16) {
	//@ measure(case="Uint16/255", allocs=0); measure(case="Uint16/256", allocs=1)
	kept = n //@ alloc(interface, conditional, "n", bound="values below 256", entry=convT16)
}

// All values of one byte are in that table, so that there is nothing to decide.
//
//go:noinline
func boxByte(b byte) {
	//@ measure(case="Byte", allocs=0)
	kept = b //@ alloc(interface, static, "b")
}

//go:noinline
func boxBool(b bool) {
	//@ measure(case="Bool", allocs=0)
	kept = b //@ alloc(interface, static, "b")
}

// The table is looked up by the bits: only very small floats, and zero, are below 256.
//
//go:noinline
func boxFloat(f float64) {
	//@ measure(case="Float/0", allocs=0); measure(case="Float/1", allocs=1)
	kept = f //@ alloc(interface, conditional, "f", bound="values below 256", entry=convT64)
}

//go:noinline
func boxString(s string) {
	//@ measure(case="String", allocs=1); measure(case="String/0", allocs=0)
	kept = s //@ alloc(interface, heap, "s", frequency=unless-empty, entry=convTstring)
}

// A nil slice needs no memory, an empty one does.
//
//go:noinline
func boxSlice(b []byte) {
	//@ measure(case="Slice", allocs=1); measure(case="Slice/0", allocs=0); measure(case="Slice/empty", allocs=1)
	kept = b //@ alloc(interface, heap, "b", frequency=unless-empty, entry=convTslice)
}

//go:noinline
func boxStruct(x, y int) {
	//@ measure(case="Struct", allocs=1)
	kept = point{x, y} //@ alloc(interface, heap, "point{...}", frequency=always, entry=convTnoptr)
}

//go:noinline
func boxStructVariable(p point) {
	//@ measure(case="StructVariable", allocs=1)
	kept = p //@ alloc(interface, heap, "p", frequency=always, entry=convTnoptr)
}

//go:noinline
func boxStructWithPointer(p pair) {
	//@ measure(case="StructWithPointer", allocs=1)
	kept = p //@ alloc(interface, heap, "p", frequency=always, entry=convT)
}

// A struct that is nothing but an integer is treated as one.
//
//go:noinline
func boxOneFieldStruct(n int) {
	//@ measure(case="OneFieldStruct/7", allocs=0); measure(case="OneFieldStruct/7000", allocs=1)
	kept = one{n} //@ alloc(interface, conditional, "one{...}", bound="values below 256", entry=convT64)
}

//go:noinline
func boxArray(a *[100]int) {
	//@ measure(case="Array/big", allocs=1)
	kept = *a //@ alloc(interface, heap, "*a", frequency=always, entry=convTnoptr)
}

// Pointers, maps, channels and functions are stored as they are: no allocation, and no site.
//
//go:noinline
func boxPointer(a *[100]int) {
	//@ measure(case="Pointer", allocs=0)
	kept = a
}

//go:noinline
func boxPointerStruct(p pointerOnly) {
	//@ measure(case="PointerStruct", allocs=0)
	kept = p
}

//go:noinline
func boxMap(m map[int]int) {
	//@ measure(case="Map", allocs=0)
	kept = m
}

//go:noinline
func boxFunc(f func()) {
	//@ measure(case="Func", allocs=0)
	kept = f
}

//go:noinline
func boxConstantInt() {
	//@ measure(case="ConstantInt", allocs=0)
	kept = 7000 //@ alloc(interface, static, "7000")
}

//go:noinline
func boxConstantString() {
	//@ measure(case="ConstantString", allocs=0)
	kept = "gopher" //@ alloc(interface, static, "\"gopher\"")
}

// A variable that has one value only is as good as a constant since 1.25.
//
//go:noinline
func boxConstantVariable() {
	//@ measure(case="ConstantVariable", allocs=1, max_go=1.24); measure(case="ConstantVariable", allocs=0, min_go=1.25)
	n := 7000
	kept = n //@ alloc(interface, conditional, "n", bound="values below 256", max_go=1.24); alloc(interface, static, min_go=1.25)
}

// So is a struct of constants.
//
//go:noinline
func boxConstantStruct() {
	//@ measure(case="ConstantStruct", allocs=1, max_go=1.24); measure(case="ConstantStruct", allocs=0, min_go=1.25)
	kept = point{1, 2} //@ alloc(interface, heap, "point{...}", frequency=always, max_go=1.24); alloc(interface, static, "point{...}", min_go=1.25)
}

//go:noinline
func boxEmptyStruct() {
	//@ measure(case="EmptyStruct", allocs=0)
	kept = struct{}{} //@ alloc(interface, static, "struct {}{}")
}

//go:noinline
func boxGlobal() {
	//@ measure(case="Global/7000", allocs=1)
	kept = number //@ alloc(interface, conditional, "number", bound="values below 256", entry=convT64)
}

// A box that nobody keeps is a copy in the frame, or no copy at all.
//
//go:noinline
func boxLocal(n int) int {
	//@ measure(case="Local", allocs=0)
	var v any = n //@ alloc(interface, gone, "n")
	if i, ok := v.(int); ok {
		return i
	}
	return 0
}

//go:noinline
func boxLocalStruct(x, y int) int {
	//@ measure(case="LocalStruct", allocs=0)
	return inspect(point{x, y}) //@ alloc(interface, stack, "point{...}")
}

//go:noinline
func boxPassed(n int) int {
	//@ measure(case="Passed", allocs=0)
	return inspect(n) //@ alloc(interface, stack, "n")
}

//go:noinline
func inspect(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case point:
		return v.x
	}
	return 0
}

// A value that was taken out of an interface is boxed anew when it is put into another.
//
//go:noinline
func typeSwitch(v any) {
	//@ measure(case="Switch/7000", allocs=1)
	switch v := v.(type) {
	case int:
		kept = v //@ alloc(interface, conditional, "v", bound="values below 256")
	case string:
		kept = v //@ alloc(interface, heap, "v", frequency=unless-empty)
	default:
		kept = v
	}
}

//go:noinline
func typeAssert(v any) int {
	//@ measure(case="Assert", allocs=0)
	n, _ := v.(int)
	return n
}
