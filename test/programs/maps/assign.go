package main

type point struct{ x, y int }

type big struct{ cells [32]int }

// A counter reads and writes in one step.
//
//go:noinline
func count(words ...string) int {
	//@ measure(case="Count", allocs=0)
	m := make(map[string]int) //@ alloc(make-map, conditional, "make(map[string]int)", bound="8 entries")
	for _, word := range words {
		m[word]++ //@ alloc(map-assign, heap, "m[word]++", frequency=on-growth)
	}
	return len(m)
}

// The compiler does not know that the key is there already.
//
//go:noinline
func assign(m map[int]int, k int) {
	//@ measure(case="AssignExisting", allocs=0)
	m[k] = 1 //@ alloc(map-assign, heap, "m[k] = 1", frequency=on-growth)
}

// Two sites in one statement: the map's growth and the slice's.
//
//go:noinline
func group(n int) int {
	//@ measure(case="Group", allocs=3)
	m := make(map[bool][]int) //@ alloc(make-map, conditional, "make(map[bool][]int)", bound="8 entries")
	for i := 0; i < n; i++ {
		//@ alloc(map-assign, heap, "m[true] = append(m[true], i)", frequency=on-growth)
		//@ alloc(append, heap, "append(m[true], i)", frequency=on-growth)
		m[true] = append(m[true], i)
	}
	return len(m)
}

//go:noinline
func structValues(n int) int {
	//@ measure(case="StructValues/3", allocs=0)
	m := make(map[int]point) //@ alloc(make-map, conditional, "make(map[int]point)", bound="8 entries")
	for i := 0; i < n; i++ {
		m[i] = point{i, i} //@ alloc(map-assign, heap, "m[i] = point{...}", frequency=on-growth)
	}
	return m[1].x
}

//go:noinline
func pointerValues(n int) int {
	//@ measure(case="PointerValues/3", allocs=3)
	m := make(map[int]*point) //@ alloc(make-map, conditional, "make(map[int]*point)", bound="8 entries")
	for i := 0; i < n; i++ {
		m[i] = &point{i, i} //@ alloc(map-assign, heap, "m[i] = &point{...}", frequency=on-growth); alloc(composite, heap, "&point{...}", frequency=always)
	}
	return m[1].x
}

// Values of more than 128 bytes are not stored in the map itself: each is allocated when it is assigned.
//
//go:noinline
func bigValues(n int) int {
	//@ measure(case="BigValues/3", allocs=3)
	m := make(map[int]big) //@ alloc(make-map, conditional, "make(map[int]big)", bound="8 entries")
	for i := 0; i < n; i++ {
		m[i] = big{} //@ alloc(map-assign, heap, "m[i] = big{}", frequency=on-growth)
	}
	return m[1].cells[0]
}

//go:noinline
func set(n int) int {
	//@ measure(case="Set/3", allocs=0)
	m := map[int]struct{}{} //@ alloc(composite, conditional, "map[int]struct {}{}", bound="8 entries")
	for i := 0; i < n; i++ {
		m[i] = struct{}{} //@ alloc(map-assign, heap, "m[i] = struct{}{}", frequency=on-growth)
	}
	return len(m)
}

//go:noinline
func structKeys(n int) int {
	//@ measure(case="StructKeys/3", allocs=0)
	m := make(map[point]bool) //@ alloc(make-map, conditional, "make(map[point]bool)", bound="8 entries")
	for i := 0; i < n; i++ {
		m[point{i, i}] = true //@ alloc(map-assign, heap, "m[point{...}] = true", frequency=on-growth)
	}
	return len(m)
}

//go:noinline
func interfaceKeys(n int) int {
	//@ measure(case="InterfaceKeys/3", allocs=3)
	m := make(map[any]bool) //@ alloc(make-map, conditional, "make(map[any]bool)", bound="8 entries")
	for i := 1000; i < 1000+n; i++ {
		m[i] = true //@ alloc(map-assign, heap, "m[i] = true", frequency=on-growth); alloc(interface, conditional, "i", bound="values below 256")
	}
	return len(m)
}

// A key that stays in the map is a real string, one that is only looked up is not.
//
//go:noinline
func keyFromBytes(key []byte) int {
	//@ measure(case="KeyFromBytes", allocs=1)
	m := make(map[string]int) //@ alloc(make-map, conditional, "make(map[string]int)", bound="8 entries")
	m[string(key)] = 1        //@ alloc(map-assign, heap, "m[string(key)] = 1", frequency=on-growth); alloc(string-convert, heap, "string(key)", frequency=unless-empty)
	return len(m)
}

//go:noinline
func lookupFromBytes(m map[string]int, key []byte) int {
	//@ measure(case="LookupFromBytes", allocs=0)
	return m[string(key)] //@ alloc(string-convert, gone, "string(key)")
}

//go:noinline
func deleteAndClear(n int) int {
	//@ measure(case="DeleteAndClear", allocs=3)
	m := make(map[int]*int) //@ alloc(make-map, conditional, "make(map[int]*int)", bound="8 entries")
	for i := 0; i < n; i++ {
		m[i] = new(int) //@ alloc(map-assign, heap, "m[i] = new(int)", frequency=on-growth); alloc(new, heap, "new(int)", frequency=always)
	}
	delete(m, 0)
	before := len(m)
	clear(m)
	return before + len(m)
}

//go:noinline
func rangeOver(m map[int]int) int {
	//@ measure(case="RangeOver", allocs=0)
	total := 0
	for k, v := range m {
		total += k + v
	}
	return total
}

// A map made in a loop is made anew on every turn, in the same place of the frame.
//
//go:noinline
func inLoop(turns, n int) int {
	//@ measure(case="InLoop/3x4", allocs=0)
	total := 0
	for t := 0; t < turns; t++ {
		m := make(map[int]int) //@ alloc(make-map, conditional, "make(map[int]int)", bound="8 entries")
		for i := 0; i < n; i++ {
			m[i] = t //@ alloc(map-assign, heap, "m[i] = t", frequency=on-growth)
		}
		total += len(m)
	}
	return total
}
