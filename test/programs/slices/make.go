package main

var (
	keptInts    []int
	keptArray   *[2]int
	keptStrings []string
	keptSlices  [][]int
)

//go:noinline
func makeConstant() int {
	//@ measure(case="MakeConstant", allocs=0)
	s := make([]int, 8) //@ alloc(make-slice, stack, "make([]int, 8)")
	for i := range s {
		s[i] = i
	}
	return s[7]
}

//go:noinline
func makeConstantKept() {
	//@ measure(case="MakeConstantKept", allocs=1)
	keptInts = make([]int, 8) //@ alloc(make-slice, heap, "make([]int, 8)", frequency=always)
}

//go:noinline
func makeZeroKept() {
	//@ measure(case="MakeZeroKept", allocs=0)
	keptInts = make([]int, 0) //@ alloc(make-slice, static, "make([]int, 0)")
}

//go:noinline
func makeVariable(n int) int {
	//@ measure(case="MakeVariable/0", allocs=0)
	//@ measure(case="MakeVariable/4", allocs=1, max_go=1.24); measure(case="MakeVariable/4", allocs=0, min_go=1.25)
	//@ measure(case="MakeVariable/5", allocs=1)
	//@ alloc(make-slice, heap, "make([]int, n)", max_go=1.24, frequency=unless-empty)
	//@ alloc(make-slice, conditional, "make([]int, n)", min_go=1.25, bound="32 bytes")
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return len(s)
}

//go:noinline
func makeBytes(n int) int {
	//@ measure(case="MakeBytes/32", allocs=1, max_go=1.24); measure(case="MakeBytes/32", allocs=0, min_go=1.25)
	//@ measure(case="MakeBytes/33", allocs=1)
	//@ alloc(make-slice, heap, "make([]byte, n)", max_go=1.24, frequency=unless-empty)
	//@ alloc(make-slice, conditional, "make([]byte, n)", min_go=1.25, bound="32 bytes")
	s := make([]byte, n)
	s[0] = 'x'
	return len(s)
}

// What a slice of variable length points to is on the heap, even while the slice is in the frame.
//
//go:noinline
func makePointers(n int) int { //@ alloc(moved-to-heap, heap, "n", frequency=always)
	//@ measure(case="MakePointers/4", allocs=2, max_go=1.24); measure(case="MakePointers/4", allocs=1, min_go=1.25)
	//@ measure(case="MakePointers/5", allocs=2)
	//@ alloc(make-slice, heap, "make([]*int, n)", max_go=1.24, frequency=unless-empty)
	//@ alloc(make-slice, conditional, "make([]*int, n)", min_go=1.25, bound="32 bytes")
	s := make([]*int, n)
	s[0] = &n
	return *s[0]
}

// An element of more than 32 bytes has no room in the buffer.
//
//go:noinline
func makeBig(n int) int {
	//@ measure(case="MakeBig/1", allocs=1); measure(case="MakeBig/0", allocs=0)
	//@ alloc(make-slice, heap, "make([][5]int, n)", frequency=unless-empty)
	s := make([][5]int, n)
	for i := range s {
		s[i][0] = i
	}
	return len(s)
}

//go:noinline
func makeLengthAndCapacity(n int) int {
	//@ measure(case="MakeLengthAndCapacity/4", allocs=1, max_go=1.24); measure(case="MakeLengthAndCapacity/4", allocs=0, min_go=1.25)
	//@ measure(case="MakeLengthAndCapacity/5", allocs=1)
	//@ alloc(make-slice, heap, "make([]int, 2, n)", max_go=1.24, frequency=unless-empty)
	//@ alloc(make-slice, conditional, "make([]int, 2, n)", min_go=1.25, bound="32 bytes")
	s := make([]int, 2, n)
	s[0] = n
	return cap(s)
}

//go:noinline
func makeReturned(n int) []int {
	//@ measure(case="MakeReturned/0", allocs=0); measure(case="MakeReturned/4", allocs=1)
	return make([]int, n) //@ alloc(make-slice, heap, "make([]int, n)", frequency=unless-empty)
}

// The buffer of a make in a loop is reused on every turn.
//
//go:noinline
func makeInLoop(turns, n int) int {
	//@ measure(case="MakeInLoop/3x4", allocs=3, max_go=1.24); measure(case="MakeInLoop/3x4", allocs=0, min_go=1.25)
	//@ measure(case="MakeInLoop/3x5", allocs=3)
	total := 0
	for i := 0; i < turns; i++ {
		//@ alloc(make-slice, heap, "make([]int, n)", max_go=1.24, frequency=unless-empty)
		//@ alloc(make-slice, conditional, "make([]int, n)", min_go=1.25, bound="32 bytes")
		s := make([]int, n)
		s[0] = i
		total += s[0] + len(s)
	}
	return total
}

//go:noinline
func makeTable(n int) [][]int {
	//@ measure(case="MakeTable/3", allocs=4)
	table := make([][]int, n) //@ alloc(make-slice, heap, "make([][]int, n)", frequency=unless-empty)
	for i := range table {
		table[i] = make([]int, n) //@ alloc(make-slice, heap, "make([]int, n)", frequency=unless-empty)
	}
	return table
}

// The call of makeslice stays although nobody reads the slice: it could panic.
//
//go:noinline
func makeUnused(n int) {
	//@ measure(case="MakeUnused/4000", allocs=1)
	//@ alloc(make-slice, heap, "make([]int, n)", max_go=1.24, frequency=unless-empty)
	//@ alloc(make-slice, conditional, "make([]int, n)", min_go=1.25, bound="32 bytes")
	_ = make([]int, n)
}

// Made to be copied over at once: nothing is zeroed, and elements without pointers need no slice function at all.
//
//go:noinline
func copyOfInts(s []int) []int {
	//@ measure(case="CopyOfInts/2", allocs=1); measure(case="CopyOfInts/0", allocs=0)
	c := make([]int, len(s)) //@ alloc(make-slice, heap, "make([]int, len(s))", frequency=unless-empty, entry=mallocgc)
	copy(c, s)
	return c
}

//go:noinline
func copyOfStrings(s []string) []string {
	//@ measure(case="CopyOfStrings", allocs=1)
	c := make([]string, len(s)) //@ alloc(make-slice, heap, "make([]string, len(s))", frequency=unless-empty, entry=makeslicecopy)
	copy(c, s)
	return c
}

//go:noinline
func copyLocal(s []int) int {
	//@ measure(case="CopyLocal/2", allocs=1, max_go=1.24); measure(case="CopyLocal/2", allocs=0, min_go=1.25)
	//@ measure(case="CopyLocal/5", allocs=1)
	//@ alloc(make-slice, heap, "make([]int, len(s))", max_go=1.24, frequency=unless-empty)
	//@ alloc(make-slice, conditional, "make([]int, len(s))", min_go=1.25, bound="32 bytes")
	c := make([]int, len(s))
	copy(c, s)
	c[0]++
	return c[0] + s[0]
}
