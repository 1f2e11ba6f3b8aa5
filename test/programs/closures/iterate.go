//go:build go1.23

package main

func init() {
	cases = append(cases, //@ alloc(append, heap, frequency=on-growth)
		testCase{"RangeInlined/3", func() { rangeInlined(3) }}, //@ alloc(closure, static, "func literal")
		testCase{"RangeCalled/3", func() { rangeCalled(3) }},   //@ alloc(closure, static, "func literal")
		testCase{"RangeKept/3", func() { rangeKept(3) }},       //@ alloc(closure, static, "func literal")
		testCase{"RangeDefer/3", func() { rangeDefer(3) }})     //@ alloc(closure, static, "func literal")
}

// A loop over a function is a call: its body becomes a closure, which is inlined if the function is.
//
//go:noinline
func rangeInlined(n int) int {
	//@ measure(case="RangeInlined/3", allocs=0)
	total := 0
	for i := range upTo(n) { //@ alloc(closure, gone, "func literal"); copy(closure, gone, "func literal")
		total += i
	}
	return total
}

// If it is not, the body's closure moves to the heap, and so do the variables around it and the loop's own state.
//
//go:noinline
func rangeCalled(n int) int {
	//@ measure(case="RangeCalled/3", allocs=4, max_go=1.24); measure(case="RangeCalled/3", allocs=3, min_go=1.25)
	total := 0                 //@ alloc(moved-to-heap, heap, "total", frequency=always)
	for i := range opaque(n) { //@ alloc(moved-to-heap, heap, "#state1", frequency=always); alloc(closure, heap, "func literal", frequency=always)
		total += i
	}
	return total
}

//go:noinline
func rangeKept(n int) int {
	//@ measure(case="RangeKept/3", allocs=3, max_go=1.24); measure(case="RangeKept/3", allocs=2, min_go=1.25)
	total := 0               //@ alloc(moved-to-heap, heap, "total", frequency=always)
	for i := range unknown { //@ alloc(moved-to-heap, heap, "#state1", frequency=always); alloc(closure, heap, "func literal", frequency=always)
		total += i + n
	}
	return total
}

// The deferred calls wait in a list that the runtime allocates, in a call that is no allocation function.
//
//go:noinline
func rangeDefer(n int) int {
	//@ measure(case="RangeDefer/3", allocs=7)
	for i := range opaque(n) { //@ alloc(moved-to-heap, heap, "#state1", frequency=always); alloc(closure, heap, "func literal", frequency=always)
		defer note(i) //@ alloc(go-defer, heap, frequency=always)
	}
	return n
}

func upTo(n int) func(func(int) bool) {
	//@ alloc(closure, gone, "func literal", entry=newobject, max_go=1.26)
	//@ alloc(closure, gone, "func literal", entry=mallocgcSmallNoScanSC2, min_go=1.27)
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

//go:noinline
func opaque(n int) func(func(int) bool) {
	//@ alloc(closure, heap, "func literal", frequency=always)
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

var unknown = opaque(3)
