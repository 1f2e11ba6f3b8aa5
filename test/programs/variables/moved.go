package main

import "fmt"

var (
	keptInts  []int
	keptFuncs []func() int
	keptArray *[4]int
)

//go:noinline
func addressReturned(n int) *int {
	//@ measure(case="AddressReturned", allocs=1)
	double := 2 * n //@ alloc(moved-to-heap, heap, "double", frequency=always)
	return &double
}

// A variable that stays in the frame is no site, address or not.
//
//go:noinline
func addressLocal(n int) int {
	//@ measure(case="AddressLocal", allocs=0)
	double := 2 * n
	set(&double)
	return double
}

//go:noinline
func addressStored(n int) {
	//@ measure(case="AddressStored", allocs=1)
	var v node //@ alloc(moved-to-heap, heap, "v", frequency=always)
	v.value = n
	keptNode = &v
}

// The address of a field keeps all of the struct.
//
//go:noinline
func addressOfField(n int) {
	//@ measure(case="AddressOfField", allocs=1)
	v := node{value: n} //@ alloc(moved-to-heap, heap, "v", frequency=always)
	keptInt = &v.value
}

//go:noinline
func addressOfElement(i int) {
	//@ measure(case="AddressOfElement", allocs=1)
	var array [100]int //@ alloc(moved-to-heap, heap, "array", frequency=always)
	keptInt = &array[i]
}

// A parameter is copied to the heap on entry.
//
//go:noinline
func parameter(n int) { //@ alloc(moved-to-heap, heap, "n", frequency=always)
	//@ measure(case="Parameter", allocs=1)
	keptInt = &n
}

// On entry means: also when the address is never taken.
//
//go:noinline
func parameterBranch(n int, keep bool) { //@ alloc(moved-to-heap, heap, "n", frequency=always)
	//@ measure(case="ParameterBranch/no", allocs=1); measure(case="ParameterBranch/yes", allocs=1)
	if keep {
		keptInt = &n
	}
}

// A variable is allocated where it is declared: declare it in the branch that keeps it.
//
//go:noinline
func variableBranch(n int, keep bool) {
	//@ measure(case="VariableBranch/no", allocs=0); measure(case="VariableBranch/yes", allocs=1)
	if keep {
		n := n //@ alloc(moved-to-heap, heap, "n", frequency=always)
		keptInt = &n
	}
}

//go:noinline
func namedResult(n int) (result int) { //@ alloc(moved-to-heap, heap, "result", frequency=always)
	//@ measure(case="NamedResult", allocs=1)
	keptInt = &result
	return n
}

//go:noinline
func (v node) receiver() { //@ alloc(moved-to-heap, heap, "v", frequency=always)
	//@ measure(case="Receiver", allocs=1)
	keptNode = &v
}

//go:noinline
func sliceOfArray() {
	//@ measure(case="SliceOfArray", allocs=1)
	var array [4]int //@ alloc(moved-to-heap, heap, "array", frequency=always)
	keptInts = array[:2]
}

// What is stored through a pointer that somebody passed is on the heap, wherever the pointer points to.
//
//go:noinline
func throughPointer(p *node, n int) {
	//@ measure(case="ThroughPointer", allocs=1)
	p.next = &node{value: n} //@ alloc(composite, heap, "&node{...}", frequency=always)
}

//go:noinline
func list(n int) *node {
	//@ measure(case="List/4", allocs=4)
	var head *node
	for i := 0; i < n; i++ {
		head = &node{i, head} //@ alloc(composite, heap, "&node{...}", frequency=always)
	}
	return head
}

// Nobody keeps this list, but a loop makes more nodes than the frame has room for.
//
//go:noinline
func listLocal(n int) int {
	//@ measure(case="ListLocal/4", allocs=4)
	var head *node
	for i := 0; i < n; i++ {
		head = &node{i, head} //@ alloc(composite, heap, "&node{...}", frequency=always)
	}
	return look(head)
}

// Up to the language of 1.21 a loop has one variable for all of its turns; see loopvar.go.
//
//go:noinline
func sharedLoopVariable(n int) int {
	//@ measure(case="SharedLoopVariable/4", allocs=1)
	for i := 0; i < n; i++ { //@ alloc(moved-to-heap, heap, "i", frequency=always)
		keptInt = &i
	}
	return *keptInt
}

//go:noinline
func declaredInLoop(n int) int {
	//@ measure(case="DeclaredInLoop/4", allocs=4)
	for i := 0; i < n; i++ {
		square := i * i //@ alloc(moved-to-heap, heap, "square", frequency=always)
		keptInt = &square
	}
	return *keptInt
}

// A callee that lets its parameter go makes the caller's variable escape.
//
//go:noinline
func passedOn(n int) {
	//@ measure(case="PassedOn", allocs=1)
	v := node{value: n} //@ alloc(moved-to-heap, heap, "v", frequency=always)
	keep(&v)
}

//go:noinline
func keep(p *node) { keptNode = p }

// What the compiler does not know could keep it.
//
//go:noinline
func passedToUnknown(n int, f func(*node) int) int {
	//@ measure(case="PassedToUnknown", allocs=1)
	v := node{value: n} //@ alloc(moved-to-heap, heap, "v", frequency=always)
	return f(&v)
}

type failure struct{ value int }

func (f *failure) Error() string { return "failure" }

// The error is allocated only when there is one.
//
//go:noinline
func checked(n int, p *node) error {
	//@ measure(case="Checked", allocs=0)
	if n < 0 {
		return &failure{n} //@ alloc(composite, heap, "&failure{...}", frequency=always)
	}
	if p != nil {
		panic(&failure{p.value}) //@ alloc(composite, heap, "&failure{...}", frequency=always)
	}
	return nil
}

// A message for a panic is made only on the way to it.
//
//go:noinline
func message(n int) int {
	//@ measure(case="Message", allocs=0)
	if n < 0 {
		panic(fmt.Sprintf("negative: %d", n)) //@ alloc(variadic, stack, "... argument"); alloc(interface, conditional, "n", bound="values below 256"); alloc(interface, heap, frequency=unless-empty)
	}
	return n
}

//go:noinline
func swapped(a, b int) int {
	//@ measure(case="Swapped", allocs=0)
	p, q := &a, &b
	p, q = q, p
	keptArray = nil
	return *p - *q
}
