package main

import "fmt"

type code int

func (c code) Error() string { return "code" }

type codeError struct{ code int }

func (e *codeError) Error() string { return "code" }

type summer interface{ sum() int }

var (
	keptError error
	keptInts  []int
	keptAnys  []any
	keptMap   map[string]any
	lines     = make(chan any, 1) //@ alloc(make-chan, heap, "make(chan any, 1)", frequency=always)
)

// From interface to interface the value stays where it is.
//
//go:noinline
func boxInterface(err error) {
	//@ measure(case="Interface", allocs=0)
	kept = err
}

//go:noinline
func boxErrorValue(n int) {
	//@ measure(case="ErrorValue/7", allocs=0); measure(case="ErrorValue/7000", allocs=1)
	keptError = code(n) //@ alloc(interface, conditional, "code(n)", bound="values below 256")
}

//go:noinline
func boxErrorPointer(n int) {
	//@ measure(case="ErrorPointer", allocs=1)
	keptError = &codeError{n} //@ alloc(composite, heap, "&codeError{...}", frequency=always)
}

// Comparing with a constant reads a box that is in the binary.
//
//go:noinline
func compared(v any) bool {
	//@ measure(case="Compared", allocs=0)
	return v == 7000 //@ alloc(interface, static, "7000")
}

//go:noinline
func methodThroughInterface(x, y int) int {
	//@ measure(case="MethodThroughInterface", allocs=1)
	return callSum(point{x, y}) //@ alloc(interface, heap, "point{...}", frequency=always)
}

//go:noinline
func callSum(s summer) int { return s.sum() }

//go:noinline
func inSlice(n int, s string) {
	//@ measure(case="InSlice", allocs=3)
	keptAnys = []any{n, s} //@ alloc(composite, heap, "[]any{...}", frequency=always); alloc(interface, conditional, "n", bound="values below 256"); alloc(interface, heap, "s", frequency=unless-empty)
}

//go:noinline
func inMap(n int) {
	//@ measure(case="InMap", allocs=3)
	keptMap = map[string]any{"n": n} //@ alloc(composite, heap, "map[string]any{...}", frequency=always); alloc(interface, conditional, "n", bound="values below 256")
}

//go:noinline
func inAppend(n int) {
	//@ measure(case="InAppend", allocs=2)
	keptAnys = append([]any(nil), n) //@ alloc(append, heap, "append(([]any)(nil), n)", frequency=on-growth); alloc(interface, conditional, "n", bound="values below 256")
}

//go:noinline
func inChannel(n int) any {
	//@ measure(case="InChannel", allocs=1)
	lines <- n //@ alloc(interface, conditional, "n", bound="values below 256")
	return <-lines
}

//go:noinline
func variadicLocal() int {
	//@ measure(case="VariadicLocal", allocs=0)
	return sum(1, 2, 3) //@ alloc(variadic, stack, "... argument")
}

//go:noinline
func variadicKept() {
	//@ measure(case="VariadicKept", allocs=1)
	keep(1, 2, 3) //@ alloc(variadic, heap, "... argument", frequency=always)
}

// Without arguments the slice is nil.
//
//go:noinline
func variadicNone() {
	//@ measure(case="VariadicNone", allocs=0)
	keep()
}

//go:noinline
func variadicSpread(n []int) int {
	//@ measure(case="VariadicSpread", allocs=0)
	return sum(n...)
}

//go:noinline
func variadicAny(n int) int {
	//@ measure(case="VariadicAny", allocs=0)
	return count(n, "gopher", 7000) //@ alloc(variadic, stack, "... argument"); alloc(interface, stack, "n"); alloc(interface, static, "\"gopher\""); alloc(interface, static, "7000")
}

//go:noinline
func variadicAnyKept(n int) string {
	//@ measure(case="VariadicAnyKept", allocs=2)
	return fmt.Sprint(n) //@ alloc(variadic, stack, "... argument"); alloc(interface, conditional, "n", bound="values below 256")
}

// All that is stored into the slice of arguments may have the position of the last of them.
//
//go:noinline
func variadicConstants() string {
	//@ measure(case="VariadicConstants", allocs=1)
	return fmt.Sprint("first of two", "second") //@ alloc(variadic, stack, "... argument"); alloc(interface, static, "\"first of two\""); alloc(interface, static, "\"second\"")
}

//go:noinline
func variadicBools(a, b, c bool) string {
	//@ measure(case="VariadicBools", allocs=1)
	return fmt.Sprint(a, b, c) //@ alloc(variadic, stack, "... argument"); alloc(interface, static, "a"); alloc(interface, static, "b"); alloc(interface, static, "c")
}

//go:noinline
func sum(numbers ...int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}

//go:noinline
func keep(numbers ...int) { keptInts = numbers }

//go:noinline
func count(values ...any) int { return len(values) }

// What is on the way to a panic allocates only then.
//
//go:noinline
func panicPath(n int) int {
	//@ measure(case="Panic/not taken", allocs=0)
	if n < 0 {
		panic(n) //@ alloc(interface, conditional, "n", bound="values below 256")
	}
	return n
}

//go:noinline
func inLoop(n int) {
	//@ measure(case="InLoop/4", allocs=2)
	for i := 254; i < 254+n; i++ {
		kept = i //@ alloc(interface, conditional, "i", bound="values below 256")
	}
}
