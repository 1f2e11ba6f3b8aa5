package main

var (
	keptInts  map[int]int
	keptNames map[string]int
	keptMaps  map[string]map[string]int
	names     = map[string]int{"gopher": 1} //@ alloc(composite, heap, "map[string]int{...}", frequency=always)
)

//go:noinline
func makeLocal(n int) int {
	//@ measure(case="MakeLocal/4", allocs=0); measure(case="MakeLocal/8", allocs=0)
	//@ measure(case="MakeLocal/9", allocs=1, max_go=1.23); measure(case="MakeLocal/9", allocs=3, min_go=1.24)
	//@ measure(case="MakeLocal/100", allocs=12-20, max_go=1.23); measure(case="MakeLocal/100", allocs=9, min_go=1.24)
	m := make(map[int]int) //@ alloc(make-map, conditional, "make(map[int]int)", bound="8 entries")
	for i := 0; i < n; i++ {
		m[i] = i //@ alloc(map-assign, heap, "m[i] = i", frequency=on-growth)
	}
	return len(m)
}

//go:noinline
func makeHint8(n int) int {
	//@ measure(case="MakeHint8/8", allocs=0)
	m := make(map[int]int, 8) //@ alloc(make-map, conditional, "make(map[int]int, 8)", bound="8 entries")
	for i := 0; i < n; i++ {
		m[i] = i //@ alloc(map-assign, heap, "m[i] = i", frequency=on-growth)
	}
	return len(m)
}

// Only the header stays in the frame.
//
//go:noinline
func makeHint9(n int) int {
	//@ measure(case="MakeHint9/0", allocs=1, max_go=1.23); measure(case="MakeHint9/0", allocs=3, min_go=1.24); measure(case="MakeHint9/9", allocs=1, max_go=1.23); measure(case="MakeHint9/9", allocs=3, min_go=1.24)
	m := make(map[int]int, 9) //@ alloc(make-map, heap, "make(map[int]int, 9)", frequency=always)
	for i := 0; i < n; i++ {
		m[i] = i //@ alloc(map-assign, heap, "m[i] = i", frequency=on-growth)
	}
	return len(m)
}

//go:noinline
func makeHint100(n int) int {
	//@ measure(case="MakeHint100/4", allocs=2, max_go=1.23); measure(case="MakeHint100/4", allocs=3, min_go=1.24)
	m := make(map[int]int, 100) //@ alloc(make-map, heap, "make(map[int]int, 100)", frequency=always)
	for i := 0; i < n; i++ {
		m[i] = i //@ alloc(map-assign, heap, "m[i] = i", frequency=on-growth)
	}
	return len(m)
}

//go:noinline
func makeHintVariable(n int) int {
	//@ measure(case="MakeHintVariable/8", allocs=0); measure(case="MakeHintVariable/9", allocs=1, max_go=1.23); measure(case="MakeHintVariable/9", allocs=3, min_go=1.24)
	m := make(map[int]int, n) //@ alloc(make-map, conditional, "make(map[int]int, n)", bound="8 entries")
	for i := 0; i < n; i++ {
		m[i] = i //@ alloc(map-assign, heap, "m[i] = i", frequency=on-growth)
	}
	return len(m)
}

//go:noinline
func makeKept() {
	//@ measure(case="MakeKept", allocs=1)
	keptInts = make(map[int]int) //@ alloc(make-map, heap, "make(map[int]int)", frequency=always)
}

//go:noinline
func makeKeptHint8() {
	//@ measure(case="MakeKeptHint8", allocs=1)
	keptInts = make(map[int]int, 8) //@ alloc(make-map, heap, "make(map[int]int, 8)", frequency=always)
}

//go:noinline
func makeKeptHint100() {
	//@ measure(case="MakeKeptHint100", allocs=3, max_go=1.23); measure(case="MakeKeptHint100", allocs=4, min_go=1.24)
	keptInts = make(map[int]int, 100) //@ alloc(make-map, heap, "make(map[int]int, 100)", frequency=always)
}

// The header comes from make, the first group from the first assignment.
//
//go:noinline
func makeReturned(n int) map[int]int {
	//@ measure(case="MakeReturned/0", allocs=1); measure(case="MakeReturned/1", allocs=2); measure(case="MakeReturned/8", allocs=2)
	//@ measure(case="MakeReturned/9", allocs=3, max_go=1.23); measure(case="MakeReturned/9", allocs=5, min_go=1.24)
	m := make(map[int]int) //@ alloc(make-map, heap, "make(map[int]int)", frequency=always)
	for i := 0; i < n; i++ {
		m[i] = i //@ alloc(map-assign, heap, "m[i] = i", frequency=on-growth)
	}
	return m
}

//go:noinline
func literalLocal(key string) int {
	//@ measure(case="LiteralLocal", allocs=0)
	m := map[string]int{"a": 1, "b": 2, "c": 3} //@ alloc(composite, conditional, "map[string]int{...}", bound="8 entries")
	return m[key]
}

//go:noinline
func literalEmpty(k int) int {
	//@ measure(case="LiteralEmpty", allocs=0)
	m := map[int]int{} //@ alloc(composite, conditional, "map[int]int{}", bound="8 entries")
	m[k]++             //@ alloc(map-assign, heap, "m[k]++", frequency=on-growth)
	return len(m)
}

//go:noinline
func literalNine(k int) int {
	//@ measure(case="LiteralNine", allocs=1, max_go=1.23); measure(case="LiteralNine", allocs=3, min_go=1.24)
	//@ alloc(composite, heap, "map[int]int{...}", frequency=always)
	m := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9}
	return m[k]
}

// More than 25 entries are kept in two arrays and assigned in a loop.
//
//go:noinline
func literalMany(k int) int {
	//@ measure(case="LiteralMany", allocs=1, max_go=1.23); measure(case="LiteralMany", allocs=3, min_go=1.24)
	//@ alloc(composite, heap, "map[int]int{...}", frequency=always)
	m := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 1, 11: 2, 12: 3, 13: 4, 14: 5, 15: 6, 16: 7, 17: 8, 18: 9, 19: 1, 20: 2, 21: 3, 22: 4, 23: 5, 24: 6, 25: 7, 26: 8, 27: 9, 28: 1}
	return m[k]
}

//go:noinline
func literalKept() {
	//@ measure(case="LiteralKept", allocs=2)
	keptNames = map[string]int{"a": 1, "b": 2} //@ alloc(composite, heap, "map[string]int{...}", frequency=always)
}

//go:noinline
func literalNested() {
	//@ measure(case="LiteralNested", allocs=4)
	//@ alloc(composite, heap, "map[string]map[string]int{...}", frequency=always); alloc(composite, heap, "map[string]int{...}", frequency=always)
	keptMaps = map[string]map[string]int{"a": {"b": 1}}
}
