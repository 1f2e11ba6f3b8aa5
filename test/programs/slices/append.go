package main

//go:noinline
func appendLocal(n int) int {
	//@ measure(case="AppendLocal/4", allocs=3, max_go=1.24); measure(case="AppendLocal/4", allocs=0, min_go=1.25)
	//@ measure(case="AppendLocal/5", allocs=4, max_go=1.24); measure(case="AppendLocal/5", allocs=1, min_go=1.25)
	//@ measure(case="AppendLocal/64", allocs=7, max_go=1.24); measure(case="AppendLocal/64", allocs=4, min_go=1.25)
	var s []int
	for i := 0; i < n; i++ {
		//@ alloc(append, heap, "append(s, i)", max_go=1.24, frequency=on-growth)
		//@ alloc(append, conditional, "append(s, i)", min_go=1.25, bound="32 bytes")
		s = append(s, i)
	}
	return len(s)
}

//go:noinline
func appendBytes(n int) int {
	//@ measure(case="AppendBytes/32", allocs=3, max_go=1.24); measure(case="AppendBytes/32", allocs=0, min_go=1.25)
	//@ measure(case="AppendBytes/33", allocs=4, max_go=1.24); measure(case="AppendBytes/33", allocs=1, min_go=1.25)
	var s []byte
	for i := 0; i < n; i++ {
		//@ alloc(append, heap, "append(s, 'x')", max_go=1.24, frequency=on-growth)
		//@ alloc(append, conditional, "append(s, 'x')", min_go=1.25, bound="32 bytes")
		s = append(s, 'x')
	}
	return len(s)
}

// Since 1.26 the slice is built in the frame and moved to the heap by the return statement.
//
//go:noinline
func appendReturned(n int) []int {
	//@ measure(case="AppendReturned/0", allocs=0)
	//@ measure(case="AppendReturned/4", allocs=3, max_go=1.25); measure(case="AppendReturned/4", allocs=1, min_go=1.26)
	//@ measure(case="AppendReturned/5", allocs=4, max_go=1.25); measure(case="AppendReturned/5", allocs=1, min_go=1.26)
	//@ measure(case="AppendReturned/64", allocs=7, max_go=1.25); measure(case="AppendReturned/64", allocs=4, min_go=1.26)
	var s []int
	for i := 0; i < n; i++ {
		//@ alloc(append, heap, "append(s, i)", max_go=1.25, frequency=on-growth)
		//@ alloc(append, conditional, "append(s, i)", min_go=1.26, bound="32 bytes")
		s = append(s, i)
	}
	return s //@ alloc(append, heap, frequency=unless-empty, entry=moveSliceNoCapNoScan, min_go=1.26)
}

//go:noinline
func appendReturnedStrings(n int) []string {
	//@ measure(case="AppendReturnedStrings/2", allocs=2, max_go=1.25); measure(case="AppendReturnedStrings/2", allocs=1, min_go=1.26)
	//@ measure(case="AppendReturnedStrings/3", allocs=3, max_go=1.25); measure(case="AppendReturnedStrings/3", allocs=1, min_go=1.26)
	var s []string
	for i := 0; i < n; i++ {
		//@ alloc(append, heap, "append(s, names[0])", max_go=1.25, frequency=on-growth)
		//@ alloc(append, conditional, "append(s, names[0])", min_go=1.26, bound="32 bytes")
		s = append(s, names[0])
	}
	return s //@ alloc(append, heap, frequency=unless-empty, entry=moveSliceNoCap, min_go=1.26)
}

// If somebody looks at the capacity, the copy must have the capacity of the buffer; growsliceBuf goes back to the buffer
// as often as it is large enough.
//
//go:noinline
func appendCapacity(n int) []int {
	//@ measure(case="AppendCapacity/2", allocs=2, max_go=1.25); measure(case="AppendCapacity/2", allocs=1, min_go=1.26); measure(case="AppendCapacity/4", allocs=3, max_go=1.25); measure(case="AppendCapacity/4", allocs=1, min_go=1.26); measure(case="AppendCapacity/5", allocs=4, max_go=1.25); measure(case="AppendCapacity/5", allocs=1, min_go=1.26)
	var s []int
	for i := 0; i < n; i++ {
		//@ alloc(append, heap, "append(s, i)", max_go=1.25, frequency=on-growth)
		//@ alloc(append, conditional, "append(s, i)", min_go=1.26, bound="32 bytes", entry=growsliceBuf)
		s = append(s, i)
	}
	s = s[:cap(s)]
	return s //@ alloc(append, heap, frequency=unless-empty, entry=moveSliceNoScan, min_go=1.26)
}

//go:noinline
func appendCapacityStrings(n int) []string {
	//@ measure(case="AppendCapacityStrings/2", allocs=2, max_go=1.25); measure(case="AppendCapacityStrings/2", allocs=1, min_go=1.26); measure(case="AppendCapacityStrings/3", allocs=3, max_go=1.25); measure(case="AppendCapacityStrings/3", allocs=1, min_go=1.26)
	var s []string
	for i := 0; i < n; i++ {
		//@ alloc(append, heap, "append(s, names[0])", max_go=1.25, frequency=on-growth)
		//@ alloc(append, conditional, "append(s, names[0])", min_go=1.26, bound="32 bytes", entry=growsliceBuf)
		s = append(s, names[0])
	}
	s = s[:cap(s)]
	return s //@ alloc(append, heap, frequency=unless-empty, entry=moveSlice, min_go=1.26)
}

// A buffer is used once per call of the function: on the first turn here.
//
//go:noinline
func appendInLoop(turns, n int) int {
	//@ measure(case="AppendInLoop/1x4", allocs=3, max_go=1.24); measure(case="AppendInLoop/1x4", allocs=0, min_go=1.25); measure(case="AppendInLoop/3x4", allocs=9, max_go=1.24); measure(case="AppendInLoop/3x4", allocs=6, min_go=1.25)
	total := 0
	for t := 0; t < turns; t++ {
		var s []int
		for i := 0; i < n; i++ {
			//@ alloc(append, heap, "append(s, i)", max_go=1.24, frequency=on-growth)
			//@ alloc(append, conditional, "append(s, i)", min_go=1.25, bound="32 bytes")
			s = append(s, i)
		}
		total += len(s)
	}
	return total
}

// Only the first append to a variable has a buffer. It is all that this one needs: the slice is known to be empty here.
//
//go:noinline
func appendTwice(first bool) int {
	//@ measure(case="AppendTwice/both", allocs=2, max_go=1.24); measure(case="AppendTwice/both", allocs=0, min_go=1.25); measure(case="AppendTwice/second", allocs=1)
	var s []int
	if first {
		//@ alloc(append, heap, "append(s, 1)", max_go=1.24, frequency=on-growth)
		//@ alloc(append, stack, "append(s, 1)", min_go=1.25)
		s = append(s, 1)
	}
	s = append(s, 2) //@ alloc(append, heap, "append(s, 2)", frequency=on-growth)
	return len(s)
}

// What the caller's slice has room for decides.
//
//go:noinline
func appendToParameter(s []int, i int) []int {
	//@ measure(case="AppendToParameter/full", allocs=1); measure(case="AppendToParameter/roomy", allocs=0)
	return append(s, i) //@ alloc(append, heap, "append(s, i)", frequency=on-growth)
}

// The compiler does not know that the append never grows.
//
//go:noinline
func appendPreallocated(n int) []int {
	//@ measure(case="AppendPreallocated/10", allocs=1)
	s := make([]int, 0, n) //@ alloc(make-slice, heap, "make([]int, 0, n)", frequency=unless-empty)
	for i := 0; i < n; i++ {
		s = append(s, i) //@ alloc(append, heap, "append(s, i)", frequency=on-growth)
	}
	return s
}

// Since 1.25 the compiler emits a buffer here as well, but only an empty slice moves into it: this one grows when it is
// full, never when it is empty.
//
//go:noinline
func appendToMake(n int) int {
	//@ measure(case="AppendToMake/8", allocs=0); measure(case="AppendToMake/9", allocs=1)
	s := make([]int, 0, 8) //@ alloc(make-slice, stack, "make([]int, 0, 8)")
	for i := 0; i < n; i++ {
		s = append(s, i) //@ alloc(append, heap, "append(s, i)", frequency=on-growth)
	}
	return len(s)
}

//go:noinline
func appendToArray(n int) int {
	//@ measure(case="AppendToArray/4", allocs=0); measure(case="AppendToArray/5", allocs=1)
	var array [4]int
	s := array[:0]
	for i := 0; i < n; i++ {
		s = append(s, i) //@ alloc(append, heap, "append(s, i)", frequency=on-growth)
	}
	return len(s)
}

// Three ints would fit into the buffer of 32 bytes, and still the third one is an allocation.
//
//go:noinline
func appendToSmallArray(n int) int {
	//@ measure(case="AppendToSmallArray/3", allocs=1); measure(case="AppendToSmallArray/5", allocs=2)
	var array [2]int
	s := array[:0]
	for i := 0; i < n; i++ {
		s = append(s, i) //@ alloc(append, heap, "append(s, i)", frequency=on-growth)
	}
	return len(s)
}

//go:noinline
func appendSlice(t []int) int {
	//@ measure(case="AppendSlice/0", allocs=0)
	//@ measure(case="AppendSlice/2", allocs=1)
	//@ measure(case="AppendSlice/5", allocs=1)
	s := append([]int(nil), t...) //@ alloc(append, heap, "append([]int(nil), t...)", frequency=on-growth)
	return len(s)
}

// Extending by make is one step: the make itself has no memory.
//
//go:noinline
func appendMake(s []int, n int) []int {
	//@ measure(case="AppendMake/4", allocs=1)
	return append(s, make([]int, n)...) //@ alloc(append, heap, "append(s, make([]int, n)...)", frequency=on-growth); alloc(make-slice, gone, "make([]int, n)")
}

//go:noinline
func appendString(b []byte, s string) []byte {
	//@ measure(case="AppendString", allocs=1)
	return append(b, s...) //@ alloc(append, heap, "append(b, s...)", frequency=on-growth)
}

type box struct{ items []int }

//go:noinline
func appendToField(b *box) {
	//@ measure(case="AppendToField", allocs=1)
	b.items = append(b.items, 1) //@ alloc(append, heap, "append(b.items, 1)", frequency=on-growth)
}

// The inner slice has a buffer, the outer one gets slices that outlive the turn.
//
//go:noinline
func appendNested(rows, columns int) int {
	//@ measure(case="AppendNested/2x4", allocs=8, max_go=1.24); measure(case="AppendNested/2x4", allocs=7, min_go=1.25)
	var table [][]int
	for r := 0; r < rows; r++ {
		var row []int
		for c := 0; c < columns; c++ {
			row = append(row, r*c) //@ alloc(append, heap, "append(row, r * c)", frequency=on-growth)
		}
		//@ alloc(append, heap, "append(table, row)", max_go=1.24, frequency=on-growth)
		//@ alloc(append, conditional, "append(table, row)", min_go=1.25, bound="24 bytes")
		table = append(table, row)
	}
	return len(table)
}

// A slice that begins with room has no use for the buffer until 1.26: from then on it moves there, and to the heap before it is shared.
//
//go:noinline
func appendWithRoom(n int) int {
	//@ measure(case="AppendWithRoom/4", allocs=2, max_go=1.25); measure(case="AppendWithRoom/4", allocs=1, min_go=1.26)
	s := []int{1} //@ alloc(composite, stack, "[]int{...}")
	for i := 1; i < n; i++ {
		//@ alloc(append, heap, "append(s, i)", max_go=1.25, frequency=on-growth)
		//@ alloc(append, conditional, "append(s, i)", min_go=1.26, bound="32 bytes", entry=growsliceBuf)
		s = append(s, i)
	}
	sum := 0
	for i := range s { //@ alloc(append, heap, frequency=unless-empty, entry=moveSliceNoScan, min_go=1.26)
		sum += s[i]
	}
	return sum
}
