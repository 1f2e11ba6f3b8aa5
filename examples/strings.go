package main

import "strings"

// A local concatenation has 32 bytes in the frame; a longer result goes to the heap.
//
//go:noinline
func ConcatLocal(a, b string) int {
	joined := a + b
	return strings.Count(joined, "o")
}

// A returned one has none.
//
//go:noinline
func ConcatReturned(a, b string) string {
	return a + b
}

// Turning a string into bytes copies it, again with 32 bytes in the frame.
//
//go:noinline
func BytesOfString(s string) int {
	letters := []byte(s)
	letters[0] = 'G'
	return int(letters[0]) + len(letters)
}

// The copy outlives the frame.
//
//go:noinline
func BytesReturned(s string) []byte {
	return []byte(s)
}

// And the other direction.
//
//go:noinline
func StringOfBytes(b []byte) string {
	return string(b)
}

// A conversion that only looks something up is not a copy.
//
//go:noinline
func LookupByBytes(ranks map[string]int, key []byte) int {
	return ranks[string(key)]
}

// A Builder that knows its size allocates once, in Grow.
//
//go:noinline
func Joined(words ...string) string {
	var b strings.Builder
	b.Grow(16)
	for _, word := range words {
		b.WriteString(word)
	}
	return b.String()
}

// Runes take four bytes each; 32 of them fit into the frame.
//
//go:noinline
func Runes(s string) int {
	letters := []rune(s)
	letters[0]++
	return len(letters)
}
