package main

type counter struct{ n int }

//go:noinline
func (c *counter) add() int { c.n++; return c.n }

//go:noinline
func (c counter) get() int { return c.n }

type adder interface{ add() int }

// A method value is a closure that holds the receiver.
//
//go:noinline
func methodValueKept(c *counter) {
	//@ measure(case="MethodValueKept", allocs=1)
	keptFunc = c.add //@ alloc(method-value, heap, "c.add", frequency=always)
}

//go:noinline
func methodValueLocal(c *counter) int {
	//@ measure(case="MethodValueLocal", allocs=0)
	return call(c.add) //@ alloc(method-value, stack, "c.add")
}

// A receiver that is no pointer is copied into it.
//
//go:noinline
func methodValueCopied(c counter) {
	//@ measure(case="MethodValueCopied", allocs=1)
	keptFunc = c.get //@ alloc(method-value, heap, "c.get", frequency=always)
}

//go:noinline
func methodValueInterface(a adder) {
	//@ measure(case="MethodValueInterface", allocs=1)
	keptFunc = a.add //@ alloc(method-value, heap, "a.add", frequency=always)
}

// A method expression and a declared function hold nothing: no site.
//
//go:noinline
func methodExpression() {
	//@ measure(case="MethodExpression", allocs=0)
	keptApply = func(c *counter) { (*counter).add(c) } //@ alloc(closure, static, "func literal")
}

//go:noinline
func funcValue() {
	//@ measure(case="FuncValue", allocs=0)
	keptFunc = seven
}

func seven() int { return 7 }

//go:noinline
func call(f func() int) int { return f() }
