// The program whose binaries test/binary decodes. Run, it prints what it knows of its own types, one a line:
// name, kind, size, alignment, as reflect sees them.
package main

import (
	"os"
	"reflect"
	"strconv"
)

type Node struct {
	next  *Node
	name  string
	value int32
}

type Pair[K comparable, V any] struct {
	key   K
	value V
}

type Big struct {
	head  [200]*Node
	tail  [40]byte
	inner struct{ a, b int16 }
}

type Shape interface{ Area() float64 }

type Square float64

func (s Square) Area() float64 { return float64(s * s) }

type Circle struct{ radius float64 }

func (c *Circle) Area() float64 { return c.radius * c.radius * 3 }

var sink []any

func keep(v any) { sink = append(sink, v) }

func newNode(name string) *Node { return &Node{name: name} }

func chain(n int) *Node {
	var head *Node
	for i := 0; i < n; i++ {
		node := newNode(strconv.Itoa(i))
		node.next = head
		head = node
	}
	return head
}

func pair[K comparable, V any](k K, v V) *Pair[K, V] { return &Pair[K, V]{k, v} }

func collect[T any](n int, f func(int) T) []T {
	var all []T
	for i := 0; i < n; i++ {
		all = append(all, f(i))
	}
	return all
}

func index(words []string) map[string][]int {
	m := make(map[string][]int, len(words))
	for i, w := range words {
		m[w] = append(m[w], i)
	}
	return m
}

func counter() func() int {
	n := 0
	return func() int { n++; return n }
}

//go:noinline
func largeFrame(n int) int {
	var buf [4096]byte
	for i := range buf {
		buf[i] = byte(i * n)
	}
	return int(buf[n&4095]) + len(string(buf[:n&63]))
}

func deferred(c chan *Node) (n *Node) {
	defer func() {
		if recover() != nil {
			n = newNode("recovered")
		}
	}()
	return <-c
}

func describe(v any) {
	keep(v)
	t := reflect.TypeOf(v).Elem()
	os.Stdout.WriteString(t.String() + "\t" + t.Kind().String() + "\t" + strconv.Itoa(int(t.Size())) + "\t" + strconv.Itoa(t.Align()) + "\n")
}

func main() {
	words := []string{"a", "b", "c"}
	if len(os.Args) > 1 {
		words = append(words, os.Args...)
	}
	keep(chain(len(words)))
	keep(pair("x", len(words)))
	keep(pair(int64(len(words)), &Big{}))
	keep(collect(len(words), func(i int) *Node { return newNode(words[i]) }))
	keep(collect(len(words), func(i int) float64 { return float64(i) }))
	keep(index(words))
	keep(counter())
	keep(make([]Big, len(words)))
	keep(make([][]Node, len(words)))
	keep(make(map[Node]*Circle, len(words)*100))
	var s Shape = Square(len(words))
	keep(s)
	s = &Circle{float64(len(words))}
	keep(s.Area)
	keep(words[0] + words[1] + os.Args[0])
	keep([]byte(words[0]))
	keep(new([100]int32))
	c := make(chan *Node, len(words))
	c <- newNode("sent")
	keep(deferred(c))
	keep(largeFrame(len(words)))
	go func() { keep(chain(2)) }()
	describe(new(Node))
	describe(new(Big))
	describe(new(Pair[string, int]))
	describe(new(Pair[int64, *Big]))
	describe(new([]Big))
	describe(new([][]Node))
	describe(new(map[Node]*Circle))
	describe(new(map[string][]int))
	describe(new(chan *Node))
	describe(new([100]int32))
	describe(new(Shape))
	describe(new(Square))
	describe(new(Circle))
	describe(new(any))
	describe(new(func() int))
	describe(new(string))
	describe(new(error))
	describe(new(struct{ a, b int16 }))
}
