// The program whose binaries test/fuzz changes: a bit of everything that the tables of a Go binary describe, and no package but
// the runtime, so that a binary is small. The corpus names places in its tables: a change here moves them.
package main

type node struct {
	next  *node
	name  string
	value int
}

type wide struct {
	p [12]*int
	n int
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

type shape interface{ area() float64 }

type square float64

func (s square) area() float64 { return float64(s * s) }

type circle struct{ radius float64 }

func (c *circle) area() float64 { return c.radius * c.radius * 3 }

var (
	global *node
	number = 7
	sink   []any
	words  = []string{"one", "two", "three"}
)

//go:noinline
func use() { number++ }

//go:noinline
func keep(v any) { sink = append(sink, v) }

func newNode(name string) *node { return &node{name: name} }

func chain(n int) *node {
	var head *node
	for i := 0; i < n; i++ {
		one := newNode(words[i%len(words)])
		one.next = head
		head = one
	}
	return head
}

func makePair[K comparable, V any](k K, v V) *pair[K, V] { return &pair[K, V]{k, v} }

//go:noinline
func collect[T any](n int, f func(int) T) []T {
	var all []T
	for i := 0; i < n; i++ {
		all = append(all, f(i))
	}
	return all
}

//go:noinline
func index(words []string) map[string][]int {
	m := make(map[string][]int, len(words))
	for i, w := range words {
		m[w] = append(m[w], i)
	}
	return m
}

//go:noinline
func fill(w *wide) {
	for i := range w.p {
		w.p[i] = &number
	}
}

//go:noinline
func objects(a *node) int {
	var first, second wide
	var local node
	fill(&first)
	local.next = a
	change(&local)
	fill(&second)
	use()
	return *first.p[2] + *second.p[3] + local.next.value
}

//go:noinline
func change(p *node) { p.value = 3 }

//go:noinline
func spilled(a, b, c, d *node, s []string, m map[string]int) (r *node, err error) {
	defer func() {
		if recover() != nil {
			r = a
		}
	}()
	use()
	for i, w := range s {
		use()
		if m[w] > i {
			return b, nil
		}
	}
	use()
	if c.next == d {
		return c, nil
	}
	return d.next, nil
}

//go:noinline
func cases(n int, a *node) int {
	var p *node
	switch n {
	case 0:
		p = a
	case 1:
		p = a.next
	case 2:
		p = a.next.next
	case 3:
		p = global
	case 4:
		p = global.next
	case 5:
		p = &node{}
	case 6:
		p = global.next.next
	case 7:
		p = a.next.next.next
	case 8:
		p = &node{value: 8}
	case 9:
		p = global.next.next.next
	default:
		return 0
	}
	use()
	return p.value
}

//go:noinline
func large(n int) int {
	var buf [4096]byte
	var all [300]*node
	for i := range buf {
		buf[i] = byte(i * n)
	}
	for i := range all {
		all[i] = global
	}
	use()
	return int(buf[n&4095]) + all[n%300].value
}

//go:noinline
func counter() func() int {
	n := 0
	return func() int { n++; return n }
}

//go:noinline
func areas(all []shape) (sum float64) {
	for _, s := range all {
		sum += s.area()
	}
	return sum
}

func main() {
	global = chain(number)
	keep(makePair("x", number))
	keep(makePair(int64(number), &wide{}))
	keep(collect(number, func(i int) *node { return newNode(words[i%3]) }))
	keep(collect(number, func(i int) float64 { return float64(i) }))
	m := map[string]int{}
	for k, v := range index(words) {
		m[k] = len(v)
	}
	r, err := spilled(global, global.next, global, global.next.next, words, m)
	keep(r)
	keep(err)
	c := make(chan *node, number)
	c <- newNode("sent")
	go func() { keep(<-c) }()
	keep([]byte(words[0]))
	println(objects(global), cases(number%10, global), large(number), counter()(), areas([]shape{square(2), &circle{3}}))
}
