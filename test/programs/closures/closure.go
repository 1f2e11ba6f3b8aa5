package main

var (
	keptFunc  func() int
	keptFuncs []func() int
	keptApply func(*counter)
)

// A literal that captures nothing is a constant.
//
//go:noinline
func noCapture() {
	//@ measure(case="NoCapture", allocs=0)
	keptFunc = func() int { return 7 } //@ alloc(closure, static, "func literal")
}

//go:noinline
func captureConstant() {
	//@ measure(case="CaptureConstant", allocs=0)
	const n = 7
	keptFunc = func() int { return n } //@ alloc(closure, static, "func literal")
}

// A variable that nobody changes is copied into the closure.
//
//go:noinline
func captureValue(n int) {
	//@ measure(case="CaptureValue", allocs=1)
	keptFunc = func() int { return n } //@ alloc(closure, heap, "func literal", frequency=always)
}

//go:noinline
func captureTwo(n int, s string) {
	//@ measure(case="CaptureTwo", allocs=1)
	keptFunc = func() int { return n + len(s) } //@ alloc(closure, heap, "func literal", frequency=always)
}

// One that changes is shared, and allocated apart.
//
//go:noinline
func captureReference(n int) {
	//@ measure(case="CaptureReference", allocs=2)
	calls := n //@ alloc(moved-to-heap, heap, "calls", frequency=always)
	//@ alloc(closure, heap, "func literal", frequency=always)
	keptFunc = func() int {
		calls++
		return calls
	}
}

// A variable of more than 128 bytes is never copied.
//
//go:noinline
func captureBig(a *[100]int) {
	//@ measure(case="CaptureBig", allocs=2)
	big := *a                               //@ alloc(moved-to-heap, heap, "big", frequency=always)
	keptFunc = func() int { return big[3] } //@ alloc(closure, heap, "func literal", frequency=always)
}

//go:noinline
func localPassed(n int) int {
	//@ measure(case="LocalPassed", allocs=0)
	total := 0
	each(n, func(i int) { total += i }) //@ alloc(closure, stack, "func literal")
	return total
}

// A literal that is inlined where it is called needs no closure.
//
//go:noinline
func localCalled(n int) int {
	//@ measure(case="LocalCalled", allocs=0)
	double := func(i int) int { return 2 * i * n } //@ alloc(closure, gone, "func literal", silent=yes)
	return double(n)
}

//go:noinline
func localCalledTwice(n int) int {
	//@ measure(case="LocalCalledTwice", allocs=0)
	//@ alloc(closure, gone, "func literal", silent=yes)
	add := func(i int) { n += i }
	add(1)
	add(2)
	return n
}

//go:noinline
func immediate(n int) int {
	//@ measure(case="Immediate", allocs=0)
	return func() int { return n * n }() //@ alloc(closure, gone, "func literal", silent=yes)
}

// The outer closure carries what the inner one needs.
//
//go:noinline
func nested(n int) {
	//@ measure(case="Nested", allocs=1)
	//@ alloc(closure, heap, "func literal", frequency=always)
	keptFunc = func() int {
		inner := func() int { return n } //@ alloc(closure, heap, "func literal", frequency=always)
		keptFuncs = []func() int{inner}  //@ alloc(composite, heap, "[]func() int{...}", frequency=always)
		return n
	}
}

//go:noinline
func recursive(n int) int {
	//@ measure(case="Recursive", allocs=0)
	var factorial func(int) int
	//@ alloc(closure, stack, "func literal")
	factorial = func(i int) int {
		if i < 2 {
			return 1
		}
		return i * factorial(i-1)
	}
	return factorial(n)
}

//go:noinline
func returned(n int) func() int {
	//@ measure(case="Returned", allocs=1)
	return func() int { return n } //@ alloc(closure, heap, "func literal", frequency=always)
}

//go:noinline
func inSlice(n int) {
	//@ measure(case="InSlice/3", allocs=6, max_go=1.25); measure(case="InSlice/3", allocs=4, min_go=1.26)
	var list []func() int
	for i := 0; i < n; i++ {
		i := i
		//@ alloc(closure, heap, "func literal", frequency=always)
		//@ alloc(append, heap, "append(list, func literal)", frequency=on-growth, max_go=1.25)
		//@ alloc(append, conditional, "append(list, func literal)", bound="32 bytes", min_go=1.26)
		list = append(list, func() int { return i })
	}
	keptFuncs = list //@ alloc(append, heap, frequency=unless-empty, min_go=1.26)
}

// A closure in a loop is made on every turn, in the same place of the frame if nobody keeps it.
//
//go:noinline
func inLoop(n int) int {
	//@ measure(case="InLoop/3", allocs=0)
	total := 0
	for i := 0; i < n; i++ {
		each(i, func(j int) { total += i * j }) //@ alloc(closure, stack, "func literal")
	}
	return total
}

//go:noinline
func each(n int, f func(int)) {
	for i := 0; i < n; i++ {
		f(i)
	}
}
