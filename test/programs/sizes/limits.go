package main

// What nobody names (make, new, literals) may have 64 KiB in the frame.
//
//go:noinline
func newLimit(i int) byte {
	//@ measure(case="NewLimit", allocs=0)
	p := new([64 << 10]byte) //@ alloc(new, stack, "new([65536]byte)")
	fill(p[:])
	return p[i]
}

//go:noinline
func newOverLimit(i int) byte {
	//@ measure(case="NewOverLimit", allocs=1)
	p := new([64<<10 + 1]byte) //@ alloc(new, heap, "new([65537]byte)", frequency=always)
	fill(p[:])
	return p[i]
}

//go:noinline
func literalLimit(i int) int {
	//@ measure(case="LiteralLimit", allocs=0)
	s := []int{8191: i} //@ alloc(composite, stack, "[]int{...}")
	fillInts(s)
	return s[i]
}

// A slice literal has no limit at all: this one puts 1 MiB into the frame.
//
//go:noinline
func literalHuge(i int) int {
	//@ measure(case="LiteralHuge", allocs=0)
	s := []int{1<<17 - 1: i} //@ alloc(composite, stack, "[]int{...}")
	fillInts(s)
	return s[i]
}

// A pointer to a literal has one.
//
//go:noinline
func literalPointer(i int) int {
	//@ measure(case="LiteralPointer", allocs=1)
	p := &[8193]int{3: i} //@ alloc(composite, heap, "&[8193]int{...}", frequency=always)
	fillInts(p[:])
	return p[i]
}

//go:noinline
func makeLimit(i int) byte {
	//@ measure(case="MakeLimit", allocs=0)
	s := make([]byte, 65536) //@ alloc(make-slice, stack, "make([]byte, 65536)")
	fill(s)
	return s[i]
}

//go:noinline
func makeOverLimit(i int) byte {
	//@ measure(case="MakeOverLimit", allocs=1)
	s := make([]byte, 65537) //@ alloc(make-slice, heap, "make([]byte, 65537)", frequency=always)
	fill(s)
	return s[i]
}

// The capacity counts, not the length.
//
//go:noinline
func makeCapacityOverLimit(i int) byte {
	//@ measure(case="MakeCapacityOverLimit", allocs=1)
	s := make([]byte, 10, 65537) //@ alloc(make-slice, heap, "make([]byte, 10, 65537)", frequency=always)
	fill(s)
	return s[i]
}

// A variable may have 128 KiB since 1.24, and could have 10 MiB before. This one is no site: it stays in the frame.
//
//go:noinline
func variableLimit(i int) byte {
	//@ measure(case="VariableLimit", allocs=0)
	var v [128 << 10]byte
	fill(v[:])
	return v[i]
}

//go:noinline
func variableOverLimit(i int) byte {
	//@ measure(case="VariableOverLimit", allocs=0, max_go=1.23); measure(case="VariableOverLimit", allocs=1, min_go=1.24)
	var v [128<<10 + 1]byte //@ alloc(moved-to-heap, heap, "v", frequency=always, min_go=1.24)
	fill(v[:])
	return v[i]
}

//go:noinline
func variableOverOldLimit(i int) byte {
	//@ measure(case="VariableOverOldLimit", allocs=1)
	var v [10<<20 + 1]byte //@ alloc(moved-to-heap, heap, "v", frequency=always)
	v[i] = 1
	return v[i/2]
}

// A parameter is in the caller's frame, whatever its size.
//
//go:noinline
func parameterOverLimit(v [130 << 10]byte, i int) byte {
	//@ measure(case="ParameterOverLimit", allocs=0)
	return v[i]
}

//go:noinline
func fill(s []byte) {
	for i := range s {
		s[i] = byte(i)
	}
}

//go:noinline
func fillInts(s []int) {
	for i := range s {
		s[i] = i
	}
}
