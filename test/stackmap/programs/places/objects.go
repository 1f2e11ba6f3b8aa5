package main

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"time"
)

//go:noinline
func fill(p *[64]*node) { p[3] = newNode("three"); stop("fill") }

//go:noinline
func fillLarge(p *[15000]*node, i int) { p[i] = newNode("large"); stop("fill-large") }

//go:noinline
func fillHuge(p *[60000]struct {
	a *node
	n [2]int
}, i int) {
	p[i].a = newNode("huge")
	stop("fill-huge")
}

//go:noinline
func fillBig(b *big) { b.left = newNode("left"); stop("fill-big") }

//go:noinline
func fillBytes(b *[5000]byte, p **node) { b[9] = 1; *p = newNode("by"); stop("fill-bytes") }

func objects() {
	object()
	severalObjects(3)
	largeObject(7)
	hugeObject(8)
	largeFrame(newNode("frame"))
	hugeFrame(newNode("huge"))
	onStackContainers(5)
	addressTakenArgument(big{text: "t"}, [2]*node{})
	_ = addressTakenResult()
	buffers("text")
	conditional(true)
	conditional(false)
	loopObject()
	mixed()
	nested()
	standard()
	zeroSized()
	packed()
}

//go:noinline
func object() {
	var a [64]*node
	stop("object-1")
	fill(&a)
	stop("object-2")
	use(a[3])
	stop("object-3")
}

//go:noinline
func severalObjects(n int) {
	var a, b big
	var c [64]*node
	fillBig(&a)
	stop("several-1")
	if n > 2 {
		fillBig(&b)
		stop("several-2")
	}
	fill(&c)
	use(a.left)
	stop("several-3")
}

//go:noinline
func largeObject(n int) {
	var a [15000]*node
	fillLarge(&a, n)
	stop("large")
	use(a[n])
}

//go:noinline
func hugeObject(n int) {
	// Beyond 128 KiB of pointers: a GC program until go1.23; on the heap where the compiler no longer lets it on the stack.
	var a [60000]struct {
		a *node
		n [2]int
	}
	fillHuge(&a, n)
	stop("huge")
	use(a[n].a)
}

//go:noinline
func largeFrame(p *node) {
	var bytes [5000]byte
	var q *node
	fillBytes(&bytes, &q)
	stop("large-frame-1")
	use(p)
	use(q)
	stop("large-frame-2")
}

//go:noinline
func hugeFrame(p *node) {
	var a [100000]byte
	var names [800]string
	a[total%len(a)] = 1
	names[total%len(names)] = p.name
	stop("huge-frame-1")
	total += int(a[(total+1)%len(a)]) + len(names[(total+2)%len(names)])
	use(p)
}

//go:noinline
func onStackContainers(n int) {
	m := map[string]*node{}
	m["x"] = newNode("x")
	list := make([]*node, 0, 8)
	list = append(list, newNode("l"))
	stop("containers-1")
	b := make([]byte, 32)
	b[n] = 1
	s := []any{1, "2", list[0]}
	stop("containers-2")
	total += len(m) + len(b) + len(s)
	small := map[int]int{1: n}
	stop("containers-3")
	for k := range small {
		total += k
		stop("containers-4")
	}
	use(m["x"])
}

//go:noinline
func addressTakenArgument(b big, a [2]*node) {
	fillBig(&b)
	p := &a
	p[1] = b.left
	stop("argument-object-1")
	use(p[1])
	stop("argument-object-2")
}

//go:noinline
func addressTakenResult() (r [70]*node) {
	q := &r
	q[1] = newNode("result")
	stop("result-object-1")
	q[2] = q[1]
	stop("result-object-2")
	return
}

//go:noinline
func buffers(s string) string {
	var b strings.Builder
	b.WriteString(s)
	stop("buffers-1")
	var buf bytes.Buffer
	buf.WriteString(b.String())
	stop("buffers-2")
	t := fmt.Sprintf("%s %v %d", buf.String(), &b, 3)
	stop("buffers-3")
	return t
}

//go:noinline
func conditional(yes bool) {
	if yes {
		var b big
		fillBig(&b)
		stop("conditional-1")
		use(b.left)
	} else {
		var a [64]*node
		fill(&a)
		stop("conditional-2")
		use(a[3])
	}
	stop("conditional-3")
}

//go:noinline
func loopObject() {
	for i := 0; i < 3; i++ {
		var b big
		fillBig(&b)
		stop("loop-object")
		use(b.left)
	}
}

type inner struct {
	a byte
	p *node
	f float64
	q unsafePair
	s [3]string
}

type unsafePair struct {
	u uintptr
	i any
}

//go:noinline
func fillInner(x *inner) { x.p = newNode("inner"); stop("fill-inner") }

//go:noinline
func mixed() {
	var one, two inner
	var n int
	pn := &n
	fillInner(&one)
	*pn++
	stop("mixed-1")
	fillInner(&two)
	stop("mixed-2")
	use(one.p)
	use(two.p)
	total += *pn
}

//go:noinline
func nested() {
	var list [4][5]inner
	for i := range list {
		fillInner(&list[i][i])
		stop("nested")
	}
	use(list[1][1].p)
}

//go:noinline
func standard() {
	var mu sync.Mutex
	var group sync.WaitGroup
	var once sync.Once
	mu.Lock()
	stop("standard-1")
	group.Add(1)
	go func() { defer group.Done(); mu.Lock(); stop("standard-goroutine"); mu.Unlock() }()
	mu.Unlock()
	group.Wait()
	once.Do(func() { stop("standard-once") })
	t := time.Now()
	stop("standard-2")
	total += t.Nanosecond()
}

//go:noinline
func fillNothing(p *struct{}, q *[0]*node, n *int) { *n++; stop("zero-sized"); _, _ = p, q }

//go:noinline
func zeroSized() {
	var a struct{}
	var b [0]*node
	var n int
	fillNothing(&a, &b, &n)
	total += n
}

type packedTree struct {
	flag  bool
	left  *packedTree
	bits  uint16
	right *packedTree
	tail  [9]byte
}

//go:noinline
func fillTree(t *[9]packedTree) { t[0].left = &packedTree{}; stop("fill-tree") }

//go:noinline
func packed() {
	var t [9]packedTree
	fillTree(&t)
	stop("packed")
	if t[0].left != nil {
		total++
	}
}
