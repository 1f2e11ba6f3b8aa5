// A small Go program whose allocations are known: by recursion, in inlined and generic code, of several sizes on one line, kept and dropped.
export const PROGRAM: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/program\n\ngo 1.21\n',
  'main.go': `package main

import "runtime"

type node struct {
	left, right *node
	value       [4]int
}

var (
	kept  []*node
	texts []string
	boxes []any
	last  *int
	pairs []int64
)

//go:noinline
func tree(depth int) *node {
	if depth == 0 {
		return nil
	}
	return &node{left: tree(depth - 1), right: tree(depth - 1)}
}

func small(i int) *int {
	p := new(int)
	*p = i
	return p
}

func pair[T any](a, b T) []T { return []T{a, b} }

//go:noinline
func sizes(n int) [][]byte {
	var out [][]byte
	for i := 1; i <= n; i++ {
		out = append(out, make([]byte, i*64))
	}
	return out
}

//go:noinline
func join(a, b string) string { return a + "; " + b }

//go:noinline
func tinies(n int) {
	for i := 0; i < n; i++ {
		last = small(i + 1000)
		boxes = append(boxes, i+1000)
	}
	boxes = nil
}

func main() {
	kept = append(kept, tree(10))
	for i := 0; i < 100; i++ {
		texts = append(texts, join("name", string(rune('a'+i%26))))
		pairs = pair(int64(i), 2)
	}
	for i := 0; i < 20; i++ {
		sizes(50)
		tinies(100)
		runtime.GC()
	}
	func() { kept = append(kept, tree(5)) }()
}
`,
};
