package main

import "runtime"

func recursion() {
	use(deep(20000, newNode("deep")))
	use(deepObjects(300, newNode("deep")))
	done := make(chan bool)
	// A small stack that grows: stacks are copied with every frame on them.
	for i := 0; i < 4; i++ {
		go func() { use(grow(i*50+20, newNode("grow"), [4]*node{})); done <- true }()
		<-done
	}
	tree := build(8)
	runtime.GC()
	total += count(tree)
	_ = mutualA(50, newNode("m"))
}

//go:noinline
func deep(n int, p *node) *node {
	if n == 0 {
		runtime.GC()
		stop("deep")
		return p
	}
	q := deep(n-1, p)
	if n%5000 == 0 {
		runtime.GC()
		stop("deep-return")
	}
	return q
}

//go:noinline
func deepObjects(n int, p *node) *node {
	var a [64]*node
	fill(&a)
	if n == 0 {
		runtime.GC()
		stop("deep-objects")
		return p
	}
	q := deepObjects(n-1, a[3])
	use(a[3])
	return q
}

//go:noinline
func grow(n int, p *node, a [4]*node) *node {
	var big [40]*node
	big[n%40] = p
	if n == 0 {
		stop("grow")
		return p
	}
	a[n%4] = big[n%40]
	q := grow(n-1, a[n%4], a)
	use(big[(n+1)%40])
	return q
}

type treeNode struct{ left, right *treeNode }

func build(n int) *treeNode {
	if n == 0 {
		return nil
	}
	t := &treeNode{build(n - 1), build(n - 1)}
	if n == 4 {
		stop("build")
	}
	return t
}

func count(t *treeNode) int {
	if t == nil {
		return 0
	}
	n := count(t.left)
	if n == 3 {
		stop("count")
	}
	return n + count(t.right) + 1
}

//go:noinline
func mutualA(n int, p *node) *node {
	if n == 0 {
		stop("mutual")
		return p
	}
	defer use(p)
	return mutualB(n-1, p, "x")
}

//go:noinline
func mutualB(n int, p *node, s string) *node {
	func() { use(mutualA(n-1, p)) }()
	return newNode(s)
}
