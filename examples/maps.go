package main

// A local map of up to eight entries lives in the frame; the ninth entry moves it to the heap.
//
//go:noinline
func MapWithoutHint(n int) int {
	squares := make(map[int]int)
	for i := 0; i < n; i++ {
		squares[i] = i * i
	}
	return len(squares)
}

// A hint of eight changes nothing.
//
//go:noinline
func MapHint8(n int) int {
	squares := make(map[int]int, 8)
	for i := 0; i < n; i++ {
		squares[i] = i * i
	}
	return len(squares)
}

// A hint of nine does: the map allocates its table at once, however few entries follow.
//
//go:noinline
func MapHint9(n int) int {
	squares := make(map[int]int, 9)
	for i := 0; i < n; i++ {
		squares[i] = i * i
	}
	return len(squares)
}

// A good hint for many entries pays one time instead of once per doubling.
//
//go:noinline
func MapHint100(n int) int {
	squares := make(map[int]int, 100)
	for i := 0; i < n; i++ {
		squares[i] = i * i
	}
	return len(squares)
}

// A map literal is built again on every call.
//
//go:noinline
func MapLiteral(key string) int {
	ranks := map[string]int{"a": 1, "b": 2, "c": 3}
	return ranks[key]
}

// A map that is returned is on the heap from its first entry.
//
//go:noinline
func MapReturned(words ...string) map[string]int {
	counts := make(map[string]int)
	for _, word := range words {
		counts[word]++
	}
	return counts
}

// The map may stay local, its values do not.
//
//go:noinline
func MapOfPointers(names ...string) int {
	points := make(map[string]*Point)
	for i, name := range names {
		points[name] = &Point{X: i}
	}
	return len(points)
}
