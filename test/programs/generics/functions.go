package main

var (
	keptInts    []int
	keptStrings []string
	keptInt     *int
	keptString  *string
	keptEmpty   *struct{}
	keptAny     any
	keptMap     map[string]int
	keptFunc    func() int
)

//go:noinline
func makeSlice[T any](n int) []T {
	//@ measure(case="MakeInt/4", allocs=1); measure(case="MakeString/4", allocs=1)
	return make([]T, n) //@ alloc(make-slice, heap, frequency=unless-empty)
}

// Of the three instances one is for a type without size.
//
//go:noinline
func newOf[T any]() *T {
	//@ measure(case="NewInt", allocs=1); measure(case="NewString", allocs=1); measure(case="NewEmpty", allocs=0)
	return new(T) //@ alloc(new, heap, frequency=always)
}

// The small instance stays in the frame, the large one cannot: the site is as bad as its worst instance.
//
//go:noinline
func local[T any](v T) int {
	//@ measure(case="LocalSmall", allocs=0); measure(case="LocalBig", allocs=1)
	p := new(T) //@ alloc(new, heap, frequency=always)
	*p = v
	return look(p)
}

//go:noinline
func look[T any](p *T) int {
	if p == nil {
		return 0
	}
	return 1
}

// Which function boxes depends on the instance: convT64, convTstring, convT, or none for a pointer.
//
//go:noinline
func box[T any](v T) any {
	//@ measure(case="BoxInt/7", allocs=0); measure(case="BoxInt/7000", allocs=1); measure(case="BoxString", allocs=1); measure(case="BoxByte", allocs=0)
	//@ measure(case="BoxPointer", allocs=0); measure(case="BoxStruct", allocs=1)
	return v //@ alloc(interface, heap, "v")
}

//go:noinline
func fillWith[T any](n int, v T) []T {
	//@ measure(case="AppendInt/4", allocs=3, max_go=1.25); measure(case="AppendInt/4", allocs=1, min_go=1.26); measure(case="AppendString/4", allocs=3, max_go=1.25); measure(case="AppendString/4", allocs=1, min_go=1.26)
	var s []T
	for i := 0; i < n; i++ {
		//@ alloc(append, heap, frequency=on-growth, max_go=1.25)
		//@ alloc(append, conditional, bound="32 bytes", min_go=1.26)
		s = append(s, v)
	}
	return s //@ alloc(append, heap, frequency=unless-empty, min_go=1.26)
}

//go:noinline
func countOf[K comparable](keys []K) int {
	//@ measure(case="MapLocal/4", allocs=0); measure(case="MapLocalStrings/2", allocs=0)
	m := make(map[K]int) //@ alloc(make-map, conditional, bound="8 entries")
	for _, k := range keys {
		m[k]++ //@ alloc(map-assign, heap, frequency=on-growth)
	}
	return len(m)
}

//go:noinline
func index[K comparable, V any](keys []K, v V) map[K]V {
	//@ measure(case="MapKept", allocs=2)
	m := make(map[K]V, len(keys)) //@ alloc(make-map, heap, frequency=always)
	for _, k := range keys {
		m[k] = v //@ alloc(map-assign, heap, frequency=on-growth)
	}
	return m
}

//go:noinline
func constant[T any](v T) func() T {
	//@ measure(case="ClosureInt", allocs=1)
	return func() T { return v } //@ alloc(closure, heap, "func literal", frequency=always)
}

//go:noinline
func reference[T any](v T) *T { //@ alloc(moved-to-heap, heap, "v", frequency=always)
	//@ measure(case="ReferenceInt", allocs=1); measure(case="ReferenceString", allocs=1)
	return &v
}

// Inlined, and read at once: nothing is left of it.
func inlinedReference[T any](v T) *T { return &v } //@ alloc(moved-to-heap, gone, "v", entry=newobject, silent=yes)

//go:noinline
func readReference(n int) int {
	//@ measure(case="ReferenceRead", allocs=0)
	return *inlinedReference(n) * 2
}

// Two pointer types have one shape, hence one instance.
//
//go:noinline
func pointers(a *int, b *string) int {
	//@ measure(case="Pointers", allocs=2)
	return len(pairOf(a)) + len(pairOf(b))
}

//go:noinline
func pairOf[T any](v T) []T {
	return []T{v, v} //@ alloc(composite, heap, frequency=always)
}

//go:noinline
func variadic(n int) int {
	//@ measure(case="Variadic", allocs=0)
	return lengthOf(n, n) + lengthOf(text, text) //@ alloc(variadic, stack, "... argument"); alloc(variadic, stack, "... argument")
}

//go:noinline
func lengthOf[T any](values ...T) int { return len(values) }

type named interface{ String() string }

// A method call on a type parameter goes through the dictionary, without a box.
//
//go:noinline
func constrained[T named](v T) int {
	//@ measure(case="Constrained", allocs=0)
	return len(v.String())
}
