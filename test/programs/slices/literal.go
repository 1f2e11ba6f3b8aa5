package main

// A literal of constants that is only read needs no copy of the read-only data.
//
//go:noinline
func literalLocal(i int) int {
	//@ measure(case="LiteralLocal", allocs=0)
	s := []int{2, 3, 5, 7} //@ alloc(composite, stack, "[]int{...}")
	return s[i]
}

//go:noinline
func literalOfVariables(a, b int) int {
	//@ measure(case="LiteralOfVariables", allocs=0)
	s := []int{a, b} //@ alloc(composite, stack, "[]int{...}")
	for i := range s {
		s[i]++
	}
	return s[0] + s[len(s)-1]
}

//go:noinline
func literalKept() {
	//@ measure(case="LiteralKept", allocs=1)
	keptInts = []int{2, 3, 5, 7} //@ alloc(composite, heap, "[]int{...}", frequency=always)
}

//go:noinline
func literalEmpty() {
	//@ measure(case="LiteralEmpty", allocs=0)
	keptInts = []int{} //@ alloc(composite, static, "[]int{}")
}

//go:noinline
func literalOfSlices() {
	//@ measure(case="LiteralOfSlices", allocs=3)
	//@ alloc(composite, heap, "[][]int{...}", frequency=always); alloc(composite, heap, "[]int{...}", frequency=always); alloc(composite, heap, "[]int{...}", frequency=always)
	keptSlices = [][]int{{1}, {2, 3}}
}

//go:noinline
func literalArrayPointer() {
	//@ measure(case="LiteralArrayPointer", allocs=1)
	keptArray = &[2]int{1, 2} //@ alloc(composite, heap, "&[2]int{...}", frequency=always)
	keptStrings = nil
}
