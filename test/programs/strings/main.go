// Command strings measures concatenation and the conversions between string, []byte, []rune and rune.
package main

import (
	"fmt"
	"testing"
)

//@ claims(string-concat, string-convert, append)

const (
	text16 = "0123456789abcdef"
	text17 = text16 + "g"
)

var (
	short  = "gopher"
	s16    = text16
	s17    = text17
	s33    = text16 + text17
	empty  = ""
	bytes1 = []byte("g")
	bytes0 = []byte{}
	b32    = []byte(text16 + text16)
	b33    = []byte(text16 + text17)
	runes  = []rune(text16)
	runes9 = []rune("0123456789abcdef0123456789abcdefg")
)

var cases = []struct {
	name string
	run  func()
}{
	{"ConcatLocal/32", func() { concatLocal(s16, s16) }},
	{"ConcatLocal/33", func() { concatLocal(s16, s17) }},
	{"ConcatKept", func() { concatKept(s16, s16) }},
	{"ConcatKept/one empty", func() { concatKept(s16, empty) }},
	{"Concat3", func() { concat3(short, short, short) }},
	{"Concat4", func() { concat4(short, short, short, short) }},
	{"Concat5", func() { concat5(short, short, short, short, short) }},
	{"Concat6", func() { concat6(short, short, short, short, short, short) }},
	{"ConcatConstants", concatConstants},
	{"ConcatCompared/32", func() { concatCompared(s16, s16, short) }},
	{"ConcatCompared/33", func() { concatCompared(s16, s17, short) }},
	{"ConcatInLoop/3", func() { concatInLoop(3) }},
	{"ConcatNested", func() { concatNested(short, short) }},
	{"StringLocal/32", func() { stringLocal(b32) }},
	{"StringLocal/33", func() { stringLocal(b33) }},
	{"StringKept/33", func() { stringKept(b33) }},
	{"StringKept/1", func() { stringKept(bytes1) }},
	{"StringKept/0", func() { stringKept(bytes0) }},
	{"StringCompared", func() { stringCompared(b33, s33) }},
	{"StringSwitched", func() { stringSwitched(b33) }},
	{"StringConcatenated", func() { stringConcatenated(b33) }},
	{"StringLooked", func() { stringLooked(b33) }},
	{"BytesLocal/32", func() { bytesLocal(s16 + s16) }},
	{"BytesLocal/33", func() { bytesLocal(s33) }},
	{"BytesKept", func() { bytesKept(short) }},
	{"BytesKept/0", func() { bytesKept(empty) }},
	{"BytesRead/33", func() { bytesRead(s33) }},
	{"BytesRanged/33", func() { bytesRanged(s33) }},
	{"BytesConstantLocal", func() { bytesConstantLocal(3) }},
	{"BytesConstantKept", bytesConstantKept},
	{"BytesAppended/33", func() { bytesAppended(s33) }},
	{"BytesOfConcatLocal/32", func() { bytesOfConcatLocal(s16, s16) }},
	{"BytesOfConcatLocal/33", func() { bytesOfConcatLocal(s16, s17) }},
	{"BytesOfConcatKept", func() { bytesOfConcatKept(s16, s17) }},
	{"RunesLocal/16", func() { runesLocal(s16) }},
	{"RunesLocal/33", func() { runesLocal(s33) }},
	{"RunesKept", func() { runesKept(short) }},
	{"RunesRanged", func() { runesRanged(s33) }},
	{"StringOfRunesLocal/16", func() { stringOfRunesLocal(runes) }},
	{"StringOfRunesLocal/33", func() { stringOfRunesLocal(runes9) }},
	{"StringOfRunesKept", func() { stringOfRunesKept(runes) }},
	{"StringOfRuneLocal", func() { stringOfRuneLocal('é') }},
	{"StringOfRuneKept", func() { stringOfRuneKept('é') }},
	{"Substring", func() { substring(s33) }},
}

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
