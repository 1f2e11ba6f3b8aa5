//go:build go1.22

package main

func init() {
	cases = append(cases, //@ alloc(append, heap, frequency=on-growth)
		testCase{"PerTurnVariable/4", func() { perTurnVariable(4) }}, //@ alloc(closure, static, "func literal")
		testCase{"PerTurnCapture/4", func() { perTurnCapture(4) }})   //@ alloc(closure, static, "func literal")
}

// Since the language of 1.22 every turn has its own variable.
//
//go:noinline
func perTurnVariable(n int) int {
	//@ measure(case="PerTurnVariable/4", allocs=5)
	for i := 0; i < n; i++ { //@ alloc(moved-to-heap, heap, "i", frequency=always)
		keptInt = &i
	}
	return *keptInt
}

//go:noinline
func perTurnCapture(n int) {
	//@ measure(case="PerTurnCapture/4", allocs=13)
	for i := 0; i < n; i++ { //@ alloc(moved-to-heap, heap, "i", frequency=always)
		//@ alloc(composite, heap, "[]func() int{...}", frequency=always); alloc(closure, heap, "func literal", frequency=always)
		keptFuncs = []func() int{func() int { i++; return i }}
	}
}
