// Command places stops at places that are chosen: every way in which a frame can come about.
package main

import (
	"runtime"

	"stackmap/oracle"
)

type node struct {
	name  string
	next  *node
	extra any
}

var sink any
var total int

//go:noinline
func stop(label string) { oracle.Stop(label) }

//go:noinline
func newNode(name string) *node { return &node{name: name} }

//go:noinline
func use(p *node) {
	if p != nil {
		total += len(p.name)
	}
}

func main() {
	oracle.Run(func() {
		arguments()
		objects()
		closures()
		generics()
		control()
		callbacks()
		reflected()
		panics()
		recursion()
		goroutines()
		newer()
		runtime.GC()
	})
}
