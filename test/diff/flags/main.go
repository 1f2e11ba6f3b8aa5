// Command flags has an allocation for each flag that changes what becomes of it. A comment `want FLAGS: change cause` says what a
// comparison without and with them finds on its line; every other line is as before.
package main

import "os"

type point struct{ x, y int }

func newPoint(x, y int) *point {
	return &point{x, y} // want -l: worse no-inlining
}

//go:noinline
func inlined() int {
	p := newPoint(1, 2)
	return p.x
}

//go:noinline
func appendOfMake(s []byte, n int) []byte {
	return append(s, make([]byte, n)...) // want -race: worse race; -N: worse no-optimisation
}

//go:noinline
func variableMake(n int) int {
	s := make([]int, n) // want -N: worse no-optimisation
	return len(s)
}

type buffer struct{ a, b, c, d int }

// Too large to be inlined, except where the profile says that it is hot.
func newBuffer(n int) *buffer {
	b := &buffer{a: n} // want -pgo=hot.pprof: better profile
	for i := 0; i < 3; i++ {
		b.b += n * i
		b.c ^= b.b << 3
		b.d += b.c*n - b.b*i
		b.a = b.d*b.d + b.c*b.c + b.b*b.b + b.a*i
		b.b = b.a*b.d + b.c*n + b.b>>2 + b.d*i
		b.c = b.a*b.b + b.d*n + b.b>>3 + b.a*i
	}
	return b
}

//go:noinline
func hot(n int) (total int) {
	for i := 0; i < n; i++ {
		b := newBuffer(i)
		total += b.a + b.d
	}
	return total
}

//go:noinline
func forProcessor() int {
	m := make(map[int]int, entries) // want GOARCH=arm64: worse architecture
	m[1] = 2
	return len(m)
}

func main() {
	println(inlined(), len(appendOfMake(nil, 3)), variableMake(3), forProcessor(), hot(10))
	if len(os.Args) > 1 {
		profiled(os.Args[1])
	}
}
