//go:build go1.23

package main

import (
	"iter"
	"slices"
)

func numbers(yield func(int) bool) {
	for i := 0; i < 3; i++ {
		mark("before it yields")
		if !yield(i) {
			return
		}
	}
}

//go:noinline
func opaque(seq iter.Seq[int]) iter.Seq[int] { return seq }

func newer() {
	for range opaque(numbers) {
		mark("in the body of an iterator")
		break
	}
	next, stop := iter.Pull(numbers)
	next()
	mark("between two steps")
	next()
	stop()
	slices.SortFunc([]int{2, 1}, func(a, b int) int { mark("compared generically"); return a - b })
}
