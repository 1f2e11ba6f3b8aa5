package main

import (
	"errors"

	"example.com/inlining/lib"
)

var (
	keptItem   *lib.Item
	keptBytes  []byte
	keptInt    *int
	keptString string
	keptAny    any
	keptFunc   func(int) int
	keptInts   []int
	keptPoint  *point
	keptError  error
	chain      = lib.Chain
)

//go:noinline
func kept(name string) {
	//@ measure(case="Kept", allocs=1)
	keptItem = lib.New(name) //@ copy(composite, heap, "&lib.Item{...}")
}

//go:noinline
func looked(name string) int {
	//@ measure(case="Looked", allocs=0)
	return lib.Look(lib.New(name)) //@ copy(composite, stack, "&lib.Item{...}")
}

//go:noinline
func read(name string) int {
	//@ measure(case="Read", allocs=0)
	return len(lib.New(name).Name) //@ copy(composite, gone, "&lib.Item{...}")
}

//go:noinline
func chainKept(a, b string) {
	//@ measure(case="ChainKept", allocs=2)
	keptItem = lib.Chain(a, b) //@ copy(composite, heap, "&lib.Item{...}"); copy(composite, heap, "&lib.Item{...}")
}

// What is stored in another item is on the heap, even if both could stay.
//
//go:noinline
func chainLooked(a, b string) int {
	//@ measure(case="ChainLooked", allocs=1)
	return lib.Look(lib.Chain(a, b)) //@ copy(composite, stack, "&lib.Item{...}"); copy(composite, heap, "&lib.Item{...}")
}

//go:noinline
func localOnly(name string) int {
	//@ measure(case="LocalOnly", allocs=0)
	return lib.Look(lib.Local(name)) //@ copy(composite, stack, "&lib.Item{...}")
}

//go:noinline
func bufferKept(n int) {
	//@ measure(case="BufferKept/8", allocs=1)
	keptBytes = lib.Buffer(n) //@ copy(make-slice, heap, "make([]byte, lib.n)")
}

//go:noinline
func bufferLocal(n int) int {
	//@ measure(case="BufferLocal/32", allocs=1, max_go=1.24); measure(case="BufferLocal/32", allocs=0, min_go=1.25); measure(case="BufferLocal/33", allocs=1)
	//@ copy(make-slice, heap, "make([]byte, lib.n)", max_go=1.24)
	//@ copy(make-slice, conditional, "make([]byte, lib.n)", bound="32 bytes", min_go=1.25)
	b := lib.Buffer(n)
	fill(b)
	return len(b)
}

// The compiler did not see before 1.25 that the length is a constant here.
//
//go:noinline
func bufferConstant() int {
	//@ measure(case="BufferConstant", allocs=1, max_go=1.24); measure(case="BufferConstant", allocs=0, min_go=1.25)
	//@ copy(make-slice, heap, "make([]byte, lib.n)", max_go=1.24)
	//@ copy(make-slice, stack, "make([]byte, 64)", min_go=1.25)
	b := lib.Buffer(64)
	fill(b)
	return len(b)
}

//go:noinline
func referenceKept(n int) {
	//@ measure(case="ReferenceKept", allocs=1)
	keptInt = lib.Reference(n) //@ copy(moved-to-heap, heap, "lib.n")
}

//go:noinline
func referenceRead(n int) int {
	//@ measure(case="ReferenceRead", allocs=0)
	return *lib.Reference(n) * 2
}

//go:noinline
func joinKept(a, b string) {
	//@ measure(case="JoinKept", allocs=1)
	keptString = lib.Join(a, b) //@ copy(string-concat, heap, "lib.a + lib.b")
}

//go:noinline
func joinLocal(a, b string) int {
	//@ measure(case="JoinLocal/32", allocs=0); measure(case="JoinLocal/33", allocs=1)
	s := lib.Join(a, b) //@ copy(string-concat, conditional, "lib.a + lib.b", bound="32 bytes")
	return int(s[0]) + len(s)
}

//go:noinline
func boxKept(n int) {
	//@ measure(case="BoxKept/7", allocs=0); measure(case="BoxKept/7000", allocs=1)
	keptAny = lib.Box(n) //@ copy(interface, conditional, "lib.n", bound="values below 256")
}

//go:noinline
func boxConstant() {
	//@ measure(case="BoxConstant", allocs=1, max_go=1.24); measure(case="BoxConstant", allocs=0, min_go=1.25)
	//@ copy(interface, conditional, "lib.n", bound="values below 256", max_go=1.24)
	//@ copy(interface, static, min_go=1.25)
	keptAny = lib.Box(7000)
}

//go:noinline
func boxRead(n int) int {
	//@ measure(case="BoxRead", allocs=0)
	i, _ := lib.Box(n).(int) //@ copy(interface, gone, "lib.n")
	return i
}

//go:noinline
func adderKept(n int) {
	//@ measure(case="AdderKept", allocs=1)
	keptFunc = lib.Adder(n) //@ copy(closure, heap, "func literal")
}

//go:noinline
func adderCalled(n int) int {
	//@ measure(case="AdderCalled", allocs=0)
	return lib.Adder(n)(1) //@ copy(closure, gone, "func literal")
}

//go:noinline
func pushKept(list []int, n int) {
	//@ measure(case="PushKept", allocs=1)
	keptInts = lib.Push(list, n) //@ copy(append, heap, "append(lib.list, lib.n)")
}

//go:noinline
func sumLocal(n int) int {
	//@ measure(case="SumLocal", allocs=0)
	return lib.Sum(n, 2, 3) //@ alloc(variadic, stack, "... argument")
}

//go:noinline
func mustLocal(n int) int {
	//@ measure(case="MustLocal", allocs=0)
	return lib.Must(n) //@ copy(composite, heap, "&lib.Item{...}")
}

type point struct{ x, y int }

func newPoint(x int) *point {
	return &point{x, x} //@ alloc(composite, heap, "&point{...}", frequency=always)
}

func (p *point) moved(by int) *point {
	return &point{p.x + by, p.y + by} //@ alloc(composite, heap, "&point{...}", frequency=always)
}

// Two functions of the same package are inlined into one line.
//
//go:noinline
func pointKept(n int) {
	//@ measure(case="PointKept", allocs=1)
	keptPoint = newPoint(n).moved(1) //@ copy(composite, heap, "&point{...}"); copy(composite, stack, "&point{...}")
}

//go:noinline
func pointLooked(n int) int {
	//@ measure(case="PointLooked", allocs=0)
	p := newPoint(n) //@ copy(composite, stack, "&point{...}")
	return sum(p)
}

//go:noinline
func pointRead(n int) int {
	//@ measure(case="PointRead", allocs=0)
	return newPoint(n).moved(2).x //@ copy(composite, gone, "&point{...}"); copy(composite, gone, "&point{...}")
}

// A function that is called through a variable is not inlined.
//
//go:noinline
func outOfLine(a, b string) int {
	//@ measure(case="OutOfLine", allocs=2)
	return lib.Look(chain(a, b))
}

//go:noinline
func inLoop(n int) {
	//@ measure(case="InLoop/3", allocs=3)
	for i := 0; i < n; i++ {
		keptPoint = newPoint(i) //@ copy(composite, heap, "&point{...}")
	}
}

//go:noinline
func errorKept() {
	//@ measure(case="ErrorKept", allocs=1)
	keptError = errors.New("failure") //@ copy(composite, heap, "&errors.errorString{...}")
}

//go:noinline
func fill(b []byte) {
	for i := range b {
		b[i] = byte(i)
	}
}

//go:noinline
func sum(p *point) int { return p.x + p.y }
