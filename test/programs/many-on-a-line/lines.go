package main

import "fmt"

type point struct{ x, y int }

type all struct {
	name  string
	ints  []int
	point *point
	any   any
	f     func() int
	c     chan int
}

var (
	keptPointers [3]*int
	keptInts     []int
	keptMore     []int
	keptPoints   []*point
	keptAnys     []any
	keptMap      map[string][]int
	keptAll      *all
	keptFunc     func() int
	keptString   string
)

//go:noinline
func threeNews() {
	//@ measure(case="ThreeNews", allocs=3)
	//@ alloc(new, heap, "new(int)", frequency=always); alloc(new, heap, "new(int)", frequency=always); alloc(new, heap, "new(int)", frequency=always)
	keptPointers[0], keptPointers[1], keptPointers[2] = new(int), new(int), new(int)
}

// The same text twice, with different placements.
//
//go:noinline
func sameTextTwice(i int) int {
	//@ measure(case="SameTextTwice", allocs=1)
	//@ alloc(make-slice, heap, "make([]int, 8)", frequency=always); alloc(make-slice, stack, "make([]int, 8)")
	kept, local := make([]int, 8), make([]int, 8)
	keptInts = kept
	fill(local)
	return local[i]
}

//go:noinline
func twoMakes(n, m int) int {
	//@ measure(case="TwoMakes/4,5", allocs=2, max_go=1.24); measure(case="TwoMakes/4,5", allocs=1, min_go=1.25); measure(case="TwoMakes/4,4", allocs=2, max_go=1.24); measure(case="TwoMakes/4,4", allocs=0, min_go=1.25)
	//@ alloc(make-slice, heap, "make([]int, n)", frequency=unless-empty, max_go=1.24)
	//@ alloc(make-slice, heap, "make([]int, m)", frequency=unless-empty, max_go=1.24)
	//@ alloc(make-slice, conditional, "make([]int, n)", bound="32 bytes", min_go=1.25)
	//@ alloc(make-slice, conditional, "make([]int, m)", bound="32 bytes", min_go=1.25)
	a, b := make([]int, n), make([]int, m)
	fill(a)
	fill(b)
	return a[0] + b[0]
}

//go:noinline
func literalOfPointers(n int) { //@ alloc(moved-to-heap, heap, "n", frequency=always)
	//@ measure(case="LiteralOfPointers", allocs=5)
	//@ alloc(composite, heap, "[]*point{...}", frequency=always)
	//@ alloc(composite, heap, "&point{...}", frequency=always); alloc(composite, heap, "&point{...}", frequency=always); alloc(new, heap, "new(point)", frequency=always)
	keptPoints, keptPointers[0] = []*point{{1, 2}, &point{n, n}, new(point)}, &n
}

//go:noinline
func literalOfAny(n int, s string) {
	//@ measure(case="LiteralOfAny", allocs=4)
	//@ alloc(composite, heap, "[]any{...}", frequency=always); alloc(interface, conditional, "n", bound="values below 256"); alloc(interface, heap, "s", frequency=unless-empty)
	//@ alloc(interface, heap, "point{...}", frequency=always); alloc(interface, static, "7"); alloc(interface, static, "\"gopher\"")
	keptAnys = []any{n, s, point{n, n}, 7, "gopher"}
}

//go:noinline
func nestedCalls(a, b []byte) int {
	//@ measure(case="NestedCalls", allocs=0)
	//@ alloc(string-concat, conditional, "string(a) + string(b)", bound="32 bytes"); alloc(string-convert, conditional, "string(a)", bound="32 bytes"); alloc(string-convert, conditional, "string(b)", bound="32 bytes")
	//@ alloc(string-convert, conditional, "string(a)", bound="32 bytes"); alloc(composite, stack, "&point{...}")
	return look(string(a)+string(b), string(a), &point{1, 2})
}

//go:noinline
func concatAndConvert(s string, b []byte) {
	//@ measure(case="ConcatAndConvert", allocs=2)
	//@ alloc(string-concat, heap, "s + \"/\" + string(b)", frequency=unless-empty); alloc(string-convert, gone, "string(b)"); alloc(append, heap, "append(keptInts[:0:0], len(s))", frequency=on-growth)
	keptString, keptInts = s+"/"+string(b), append(keptInts[:0:0], len(s))
}

//go:noinline
func mapOfSlices(n int) {
	//@ measure(case="MapOfSlices", allocs=4)
	//@ alloc(composite, heap, "map[string][]int{...}", frequency=always); alloc(composite, heap, "[]int{...}", frequency=always); alloc(composite, heap, "[]int{...}", frequency=always)
	keptMap = map[string][]int{"a": {n}, "b": {n, n}}
}

//go:noinline
func structOfAll(n int, s string) {
	//@ measure(case="StructOfAll", allocs=6)
	//@ alloc(composite, heap, "&all{...}", frequency=always); alloc(string-concat, heap, "s + s", frequency=unless-empty); alloc(composite, heap, "[]int{...}", frequency=always)
	//@ alloc(composite, heap, "&point{...}", frequency=always); alloc(interface, conditional, "n", bound="values below 256"); alloc(closure, heap, "func literal", frequency=always); alloc(make-chan, heap, "make(chan int)", frequency=always)
	keptAll = &all{s + s, []int{n}, &point{n, n}, n, func() int { return n }, make(chan int)}
}

//go:noinline
func appendTwice(a, b []int) {
	//@ measure(case="AppendTwice", allocs=2)
	//@ alloc(append, heap, "append(a, 1)", frequency=on-growth); alloc(append, heap, "append(b, 2)", frequency=on-growth)
	keptInts, keptMore = append(a, 1), append(b, 2)
}

//go:noinline
func closureAndArgument(n int) int {
	//@ measure(case="ClosureAndArgument", allocs=1)
	//@ alloc(closure, stack, "func literal"); alloc(variadic, stack, "... argument"); alloc(closure, heap, "func literal", frequency=always)
	return call(func() int { return n }, keep(func() int { return n * 2 }), n)
}

//go:noinline
func formatted(a, b string, n int) {
	//@ measure(case="Formatted", allocs=4)
	//@ alloc(variadic, stack, "... argument"); alloc(string-concat, heap, "a + b", frequency=unless-empty); alloc(interface, heap, "a + b", frequency=unless-empty); alloc(interface, conditional, "n", bound="values below 256")
	keptString = fmt.Sprintf("%s %d", a+b, n)
}

//go:noinline
func conditional(b bool) {
	//@ measure(case="Conditional/yes", allocs=1); measure(case="Conditional/no", allocs=3)
	if p, q := new(int), (&point{1, 2}); b { //@ alloc(new, heap, "new(int)", frequency=always); alloc(composite, stack, "&point{...}")
		keptPointers[0], keptFunc = p, nil
		look("", "", q)
	} else {
		keptPoints = []*point{{1, 2}} //@ alloc(composite, heap, "[]*point{...}", frequency=always); alloc(composite, heap, "&point{...}", frequency=always)
	}
}

// A whole function on a line.
//
//go:noinline
func multiple(n int) int {
	//@ measure(case="Multiple", allocs=1)
	//@ alloc(closure, gone, "func literal", silent=yes)
	//@ alloc(make-map, conditional, "make(map[int]*int)", bound="8 entries"); alloc(new, heap, "new(int)", frequency=always); alloc(map-assign, heap, "m[n] = new(int)", frequency=on-growth); alloc(make-slice, stack, "make([]int, 4)")
	func() { m := make(map[int]*int); m[n] = new(int); fill(make([]int, 4)); n += len(m) }()
	return n
}

//go:noinline
func look(s, t string, p *point) int { return len(s) + len(t) + p.x }

//go:noinline
func call(f func() int, g func() int, more ...int) int { return f() + g() + len(more) }

//go:noinline
func keep(f func() int) func() int { keptFunc = f; return f }

//go:noinline
func fill(s []int) {
	for i := range s {
		s[i] = i
	}
}
