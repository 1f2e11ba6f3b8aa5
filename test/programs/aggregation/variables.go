package main

var (
	kept8    *int8
	kept32   [5]*int32
	kept64   [3]*int64
	keptPtr  **int64
	keptBig  *[3]int64
	keptFunc func() int64
)

// One allocation for both since 1.25: there is one call, and two sites share it.
//
//go:noinline
func twoInt32(a, b int32) {
	//@ measure(case="TwoInt32", allocs=2, max_go=1.24); measure(case="TwoInt32", allocs=1, min_go=1.25)
	//@ alloc(moved-to-heap, heap, "x", frequency=always, entry=newobject, max_go=1.24)
	//@ alloc(moved-to-heap, heap, "x", frequency=always, entry=mallocgc, min_go=1.25, max_go=1.26)
	//@ alloc(moved-to-heap, heap, "x", frequency=always, entry=mallocgcTinySC2, min_go=1.27)
	x := a + b
	y := a - b //@ alloc(moved-to-heap, heap, "y", frequency=always)
	kept32[0], kept32[1] = &x, &y
}

//go:noinline
func twoInt64(a, b int64) {
	//@ measure(case="TwoInt64", allocs=2, max_go=1.24); measure(case="TwoInt64", allocs=1, min_go=1.25)
	x := a + b //@ alloc(moved-to-heap, heap, "x", frequency=always)
	y := a - b //@ alloc(moved-to-heap, heap, "y", frequency=always)
	kept64[0], kept64[1] = &x, &y
}

// More than 16 bytes do not share.
//
//go:noinline
func threeInt64(a, b, c int64) {
	//@ measure(case="ThreeInt64", allocs=3, max_go=1.24); measure(case="ThreeInt64", allocs=2, min_go=1.25)
	x := a + b //@ alloc(moved-to-heap, heap, "x", frequency=always)
	y := a - b //@ alloc(moved-to-heap, heap, "y", frequency=always)
	z := a * c //@ alloc(moved-to-heap, heap, "z", frequency=always)
	kept64[0], kept64[1], kept64[2] = &x, &y, &z
}

//go:noinline
func fourInt32(n int32) {
	//@ measure(case="FourInt32", allocs=4, max_go=1.24); measure(case="FourInt32", allocs=1, min_go=1.25)
	a, b, c, d := n, n+1, n+2, n+3 //@ alloc(moved-to-heap, heap, "a", frequency=always); alloc(moved-to-heap, heap, "b", frequency=always); alloc(moved-to-heap, heap, "c", frequency=always); alloc(moved-to-heap, heap, "d", frequency=always)
	kept32[0], kept32[1], kept32[2], kept32[3] = &a, &b, &c, &d
}

//go:noinline
func fiveInt32(n int32) {
	//@ measure(case="FiveInt32", allocs=5, max_go=1.24); measure(case="FiveInt32", allocs=2, min_go=1.25)
	a, b, c, d, e := n, n+1, n+2, n+3, n+4 //@ alloc(moved-to-heap, heap, "a", frequency=always); alloc(moved-to-heap, heap, "b", frequency=always); alloc(moved-to-heap, heap, "c", frequency=always); alloc(moved-to-heap, heap, "d", frequency=always); alloc(moved-to-heap, heap, "e", frequency=always)
	kept32[0], kept32[1], kept32[2], kept32[3], kept32[4] = &a, &b, &c, &d, &e
}

// Different types may share.
//
//go:noinline
func mixed(n int64) {
	//@ measure(case="Mixed", allocs=3, max_go=1.24); measure(case="Mixed", allocs=1, min_go=1.25)
	a := n        //@ alloc(moved-to-heap, heap, "a", frequency=always)
	b := int8(n)  //@ alloc(moved-to-heap, heap, "b", frequency=always)
	c := int32(n) //@ alloc(moved-to-heap, heap, "c", frequency=always)
	kept64[0], kept8, kept32[0] = &a, &b, &c
}

// A variable that holds a pointer has an allocation of its own.
//
//go:noinline
func withPointer(n int64) {
	//@ measure(case="WithPointer", allocs=2)
	a := n  //@ alloc(moved-to-heap, heap, "a", frequency=always)
	p := &a //@ alloc(moved-to-heap, heap, "p", frequency=always)
	keptPtr = &p
}

//go:noinline
func tooBig(n int64) {
	//@ measure(case="TooBig", allocs=2)
	a := [3]int64{n} //@ alloc(moved-to-heap, heap, "a", frequency=always)
	b := n           //@ alloc(moved-to-heap, heap, "b", frequency=always)
	keptBig, kept64[0] = &a, &b
}

//go:noinline
func parameters(a, b int64) { //@ alloc(moved-to-heap, heap, "a", frequency=always); alloc(moved-to-heap, heap, "b", frequency=always)
	//@ measure(case="Parameters", allocs=2, max_go=1.24); measure(case="Parameters", allocs=1, min_go=1.25)
	kept64[0], kept64[1] = &a, &b
}

//go:noinline
func parameterAndVariable(a int64) { //@ alloc(moved-to-heap, heap, "a", frequency=always)
	//@ measure(case="ParameterAndVariable", allocs=2, max_go=1.24); measure(case="ParameterAndVariable", allocs=1, min_go=1.25)
	b := a * 2 //@ alloc(moved-to-heap, heap, "b", frequency=always)
	kept64[0], kept64[1] = &a, &b
}

//go:noinline
func acrossCall(n int64) {
	//@ measure(case="AcrossCall", allocs=2, max_go=1.24); measure(case="AcrossCall", allocs=1, min_go=1.25)
	a := n      //@ alloc(moved-to-heap, heap, "a", frequency=always)
	b := set(n) //@ alloc(moved-to-heap, heap, "b", frequency=always)
	kept64[0], kept64[1] = &a, &b
}

//go:noinline
func acrossBranch(n int64, keep bool) {
	//@ measure(case="AcrossBranch/no", allocs=1); measure(case="AcrossBranch/yes", allocs=2)
	a := n //@ alloc(moved-to-heap, heap, "a", frequency=always)
	kept64[0] = &a
	if keep {
		b := n + 1 //@ alloc(moved-to-heap, heap, "b", frequency=always)
		kept64[1] = &b
	}
}

//go:noinline
func inLoop(n int) {
	//@ measure(case="InLoop/3", allocs=6, max_go=1.24); measure(case="InLoop/3", allocs=3, min_go=1.25)
	for i := 0; i < n; i++ {
		a, b := int64(i), int64(-i) //@ alloc(moved-to-heap, heap, "a", frequency=always); alloc(moved-to-heap, heap, "b", frequency=always)
		kept64[0], kept64[1] = &a, &b
	}
}

//go:noinline
func captured(n int64) {
	//@ measure(case="Captured", allocs=3, max_go=1.24); measure(case="Captured", allocs=2, min_go=1.25)
	a, b := n, n+1 //@ alloc(moved-to-heap, heap, "a", frequency=always); alloc(moved-to-heap, heap, "b", frequency=always)
	//@ alloc(closure, heap, "func literal", frequency=always)
	keptFunc = func() int64 {
		a++
		b--
		return a * b
	}
}

// Only variables share, objects that are asked for do not.
//
//go:noinline
func newIsApart(n int64) {
	//@ measure(case="NewIsApart", allocs=2)
	a := n          //@ alloc(moved-to-heap, heap, "a", frequency=always)
	b := new(int64) //@ alloc(new, heap, "new(int64)", frequency=always)
	kept64[0], kept64[1] = &a, b
}

//go:noinline
func set(n int64) int64 { return n + 1 }
