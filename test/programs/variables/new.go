package main

type node struct {
	value int
	next  *node
}

var (
	keptInt  *int
	keptNode *node
)

//go:noinline
func newKept() {
	//@ measure(case="NewKept", allocs=1)
	keptInt = new(int) //@ alloc(new, heap, "new(int)", frequency=always)
}

//go:noinline
func newLocal() int {
	//@ measure(case="NewLocal", allocs=0)
	p := new(int) //@ alloc(new, stack, "new(int)")
	set(p)
	return *p
}

//go:noinline
func newUnused() {
	//@ measure(case="NewUnused", allocs=0)
	_ = new(node) //@ alloc(new, gone, "new(node)")
}

//go:noinline
func literalKept(n int) {
	//@ measure(case="LiteralKept", allocs=1)
	keptNode = &node{value: n} //@ alloc(composite, heap, "&node{...}", frequency=always)
}

//go:noinline
func literalLocal(n int) int {
	//@ measure(case="LiteralLocal", allocs=0)
	p := &node{value: n} //@ alloc(composite, stack, "&node{...}")
	return look(p)
}

//go:noinline
func literalNested(n int) {
	//@ measure(case="LiteralNested", allocs=2)
	//@ alloc(composite, heap, "&node{...}", frequency=always); alloc(composite, heap, "&node{...}", frequency=always)
	keptNode = &node{n, &node{n + 1, nil}}
}

// What a node in the frame points to may be in the frame as well.
//
//go:noinline
func literalHalf(n int) int {
	//@ measure(case="LiteralHalf", allocs=1)
	inner := &node{value: n}                  //@ alloc(composite, heap, "&node{...}", frequency=always)
	outer := &node{value: n + 1, next: inner} //@ alloc(composite, stack, "&node{...}")
	keptNode = inner
	return look(outer)
}

// A struct that only its fields are used of needs no memory at all.
//
//go:noinline
func literalRegisters(n int) int {
	//@ measure(case="LiteralRegisters", allocs=0)
	p := &node{value: n} //@ alloc(composite, gone, "&node{...}")
	return p.value * 2
}

// Constant or not: somebody could write to it, so that it is a new one every time.
//
//go:noinline
func literalConstant() {
	//@ measure(case="LiteralConstant", allocs=1)
	keptNode = &node{value: 7} //@ alloc(composite, heap, "&node{...}", frequency=always)
}

// A literal without & is a value, not an allocation: no site.
//
//go:noinline
func literalValue(n int) int {
	//@ measure(case="LiteralValue", allocs=0)
	v := node{value: n}
	return v.value
}

//go:noinline
func set(p *int) { *p = 7 }

//go:noinline
func look(p *node) int { return p.value }
