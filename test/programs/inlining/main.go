// Command inlining measures what functions allocate in their callers, in the same package and in another one.
package main

import (
	"fmt"
	"testing"
)

//@ claims(composite, make-slice, moved-to-heap, string-concat, interface, closure, append, variadic)

var (
	text16 = "0123456789abcdef"
	text17 = "0123456789abcdefg"
	empty  []int
)

var cases = []struct {
	name string
	run  func()
}{
	{"Kept", func() { kept("gopher") }},
	{"Looked", func() { looked("gopher") }},
	{"Read", func() { read("gopher") }},
	{"ChainKept", func() { chainKept("a", "b") }},
	{"ChainLooked", func() { chainLooked("a", "b") }},
	{"LocalOnly", func() { localOnly("gopher") }},
	{"BufferKept/8", func() { bufferKept(8) }},
	{"BufferLocal/32", func() { bufferLocal(32) }},
	{"BufferLocal/33", func() { bufferLocal(33) }},
	{"BufferConstant", func() { bufferConstant() }},
	{"ReferenceKept", func() { referenceKept(7) }},
	{"ReferenceRead", func() { referenceRead(7) }},
	{"JoinKept", func() { joinKept(text16, text16) }},
	{"JoinLocal/32", func() { joinLocal(text16, text16) }},
	{"JoinLocal/33", func() { joinLocal(text16, text17) }},
	{"BoxKept/7", func() { boxKept(7) }},
	{"BoxKept/7000", func() { boxKept(7000) }},
	{"BoxConstant", boxConstant},
	{"BoxRead", func() { boxRead(7000) }},
	{"AdderKept", func() { adderKept(7) }},
	{"AdderCalled", func() { adderCalled(7) }},
	{"PushKept", func() { pushKept(empty, 7) }},
	{"SumLocal", func() { sumLocal(7) }},
	{"MustLocal", func() { mustLocal(7) }},
	{"PointKept", func() { pointKept(7) }},
	{"PointLooked", func() { pointLooked(7) }},
	{"PointRead", func() { pointRead(7) }},
	{"OutOfLine", func() { outOfLine("a", "b") }},
	{"InLoop/3", func() { inLoop(3) }},
	{"ErrorKept", errorKept},
}

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
