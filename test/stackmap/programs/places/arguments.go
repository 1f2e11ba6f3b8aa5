package main

import "stackmap/oracle"

func arguments() {
	a, b, c := newNode("a"), newNode("b"), newNode("c")
	inRegisters(a, 1, b, 2, c)
	onStack(a, b, c, a, b, c, a, b, c, a, b, c, 1, 2, a)
	byValue(big{left: a, right: b, text: "text", list: []*node{a}}, 3)
	arrayArgument([3]*node{a, b, c}, 4)
	arrayArgument2([2]big{{left: a}, {right: b}}, a, "x")
	_, _ = manyResults(a)
	r := arrayResult(a)
	use(r[2])
	use(namedResult(b))
	variadic("v", a, b, c)
	variadicAny(1, "two", a, 3.0, []int{4}, map[string]int{"five": 5})
	floats(1, a, 2, b, 3)
	stringsAndSlices("s", []byte("bytes"), []string{"a", "b"}, nil)
	interfaces(a, namer(a), 7)
	_ = deadAfter(a, b)
	partly(a, b, true)
	partly(a, b, false)
	complexes(1+2i, a)
	chans(make(chan *node, 1), map[string]*node{"a": a}, func() *node { return b })
	empty()
	oracle.StopAll("arguments-all")
}

type namer interface{ Name() string }

func (n *node) Name() string { stop("method"); return n.name }

type big struct {
	left  *node
	n     int
	right *node
	text  string
	list  []*node
	m     map[string]*node
	i     any
}

//go:noinline
func inRegisters(a *node, x int, b *node, y int, c *node) {
	stop("registers-1")
	use(a)
	stop("registers-2")
	use(b)
	stop("registers-3")
	use(c)
	total += x + y
	stop("registers-4")
}

//go:noinline
func onStack(a, b, c, d, e, f, g, h, i, j, k, l *node, x, y int, last *node) (r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11 *node) {
	stop("stack-1")
	use(k)
	stop("stack-2")
	r10 = l
	stop("stack-3")
	r11 = last
	stop("stack-4")
	return a, b, c, d, e, f, g, h, i, r10, r11
}

//go:noinline
func byValue(v big, n int) {
	stop("value-1")
	use(v.left)
	v.right = nil
	stop("value-2")
	total += len(v.list) + n
}

//go:noinline
func arrayArgument(v [3]*node, n int) {
	stop("array-1")
	use(v[n%3])
	stop("array-2")
}

//go:noinline
func arrayArgument2(v [2]big, p *node, s string) [2]big {
	stop("array-big-1")
	v[1].left = p
	stop("array-big-2")
	return v
}

//go:noinline
func manyResults(p *node) (big, [2]string) {
	b := big{left: p}
	stop("results-1")
	b.text = p.name
	stop("results-2")
	return b, [2]string{p.name, "x"}
}

//go:noinline
func arrayResult(p *node) (r [3]*node) {
	stop("array-result-1")
	r[0] = p
	r[2] = newNode("new")
	stop("array-result-2")
	return
}

//go:noinline
func namedResult(p *node) (r *node) {
	defer func() { r = newNode("deferred"); stop("named-deferred") }()
	stop("named-1")
	r = p
	return r
}

//go:noinline
func variadic(name string, list ...*node) {
	for _, p := range list {
		stop("variadic")
		use(p)
	}
	total += len(name)
}

//go:noinline
func variadicAny(list ...any) {
	for _, v := range list {
		stop("variadic-any")
		if p, ok := v.(*node); ok {
			use(p)
		}
	}
}

//go:noinline
func floats(x float64, a *node, y float32, b *node, z float64) float64 {
	stop("floats-1")
	use(a)
	x += float64(y)
	stop("floats-2")
	use(b)
	return x * z
}

//go:noinline
func stringsAndSlices(s string, b []byte, list []string, none []*node) string {
	stop("strings-1")
	t := s + string(b)
	stop("strings-2")
	for _, x := range list {
		t += x
		stop("strings-3")
	}
	return t
}

//go:noinline
func interfaces(v any, n namer, i any) string {
	stop("interfaces-1")
	name := n.Name()
	stop("interfaces-2")
	sink = i
	_ = v
	return name
}

//go:noinline
func deadAfter(a, b *node) int {
	n := len(a.name)
	stop("dead-1")
	n += len(b.name)
	stop("dead-2")
	return n
}

//go:noinline
func partly(a, b *node, left bool) {
	var p *node
	if left {
		p = a
		stop("partly-left")
	} else {
		p = b
		stop("partly-right")
	}
	use(p)
	stop("partly-after")
}

//go:noinline
func complexes(c complex128, p *node) complex128 {
	stop("complex")
	use(p)
	return c * c
}

//go:noinline
func chans(c chan *node, m map[string]*node, f func() *node) {
	c <- f()
	stop("chans-1")
	m["b"] = <-c
	stop("chans-2")
	for k, v := range m {
		stop("chans-3")
		total += len(k)
		use(v)
	}
}

//go:noinline
func empty() { stop("empty") }
