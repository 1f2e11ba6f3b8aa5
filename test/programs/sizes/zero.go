package main

// An object of no size is no object: all of them have the address of one variable of the runtime.
var (
	keptEmpty  *struct{}
	keptZero   *[0]int
	keptZeros  []struct{}
	keptLength int
)

//go:noinline
func zeroNew() {
	//@ measure(case="ZeroNew", allocs=0)
	keptEmpty = new(struct{}) //@ alloc(new, static, "new(struct {})")
}

//go:noinline
func zeroLiteral() {
	//@ measure(case="ZeroLiteral", allocs=0)
	keptEmpty = &struct{}{} //@ alloc(composite, static, "&struct {}{}")
}

//go:noinline
func zeroArray() {
	//@ measure(case="ZeroArray", allocs=0)
	keptZero = new([0]int) //@ alloc(new, static, "new([0]int)")
}

//go:noinline
func zeroVariable() {
	//@ measure(case="ZeroVariable", allocs=0)
	var v struct{} //@ alloc(moved-to-heap, static, "v")
	keptEmpty = &v
}

// The call of makeslice stays, but it allocates nothing, however long the slice is.
//
//go:noinline
func zeroSlice(n int) {
	//@ measure(case="ZeroSlice", allocs=0)
	keptZeros = make([]struct{}, n) //@ alloc(make-slice, static, "make([]struct {}, n)", entry=makeslice)
}

//go:noinline
func zeroSliceLocal(n int) int {
	//@ measure(case="ZeroSliceLocal", allocs=0)
	s := make([]struct{}, n) //@ alloc(make-slice, static, "make([]struct {}, n)", entry=makeslice)
	return len(s)
}

//go:noinline
func zeroAppend(n int) {
	//@ measure(case="ZeroAppend/10", allocs=0)
	var s []struct{}
	for i := 0; i < n; i++ {
		s = append(s, struct{}{}) //@ alloc(append, static, "append(s, struct {}{})", entry=growslice)
	}
	keptLength = len(s)
}
