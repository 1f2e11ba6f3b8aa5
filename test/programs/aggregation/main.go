// Command aggregation measures variables without pointers that share one allocation since Go 1.25.
package main

import (
	"fmt"
	"testing"
)

//@ claims(moved-to-heap, new, closure)

var cases = []struct {
	name string
	run  func()
}{
	{"TwoInt32", func() { twoInt32(1, 2) }},
	{"TwoInt64", func() { twoInt64(1, 2) }},
	{"ThreeInt64", func() { threeInt64(1, 2, 3) }},
	{"FourInt32", func() { fourInt32(1) }},
	{"FiveInt32", func() { fiveInt32(1) }},
	{"Mixed", func() { mixed(1) }},
	{"WithPointer", func() { withPointer(1) }},
	{"TooBig", func() { tooBig(1) }},
	{"Parameters", func() { parameters(1, 2) }},
	{"ParameterAndVariable", func() { parameterAndVariable(1) }},
	{"AcrossCall", func() { acrossCall(1) }},
	{"AcrossBranch/no", func() { acrossBranch(1, false) }},
	{"AcrossBranch/yes", func() { acrossBranch(1, true) }},
	{"InLoop/3", func() { inLoop(3) }},
	{"Captured", func() { captured(1) }},
	{"NewIsApart", func() { newIsApart(1) }},
}

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
