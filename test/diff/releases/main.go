// Command releases has an allocation for each change that a release brought. A comment `want OLD..NEW: change cause` says what a
// comparison of the two finds on its line; every other line is as before.
package main

import "sort"

var (
	kept   any
	number *int8
	flag   *bool
)

//go:noinline
func variableMake(n int) int {
	s := make([]int, n) // want 1.24..1.25: better variable-size-on-stack
	return len(s)
}

//go:noinline
func appendLocal(n int) int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i) // want 1.24..1.25: better append-buffer
	}
	return len(s)
}

//go:noinline
func appendReturned(n int) []int {
	var s []int
	for i := 0; i < n; i++ {
		s = append(s, i) // want 1.25..1.26: better moved-at-return
	}
	return s // want 1.25..1.26: new moved-at-return
}

//go:noinline
func constant() {
	x := 7000
	kept = x // want 1.24..1.25: better constant-in-interface
}

//go:noinline
func merged() {
	a := int8(1) // want 1.24..1.25: better variables-merged
	b := false   // want 1.24..1.25: better variables-merged
	number, flag = &a, &b
}

//go:noinline
func last(b []byte) byte { return b[len(b)-1] }

//go:noinline
func zeroCopy(s string) byte {
	return last([]byte(s)) // want 1.21..1.22: better zero-copy
}

//go:noinline
func large() byte {
	var grid [130 << 10]byte // want 1.23..1.24: worse stack-limit
	return last(grid[:])
}

func main() {
	words := []string{"b", "a"} // want 1.21..1.22: better flow-changed
	sort.Strings(words)
	println(variableMake(3), appendLocal(3), len(appendReturned(3)), zeroCopy("abc"), large())
	constant()
	merged()
}
