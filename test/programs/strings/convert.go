package main

var (
	keptBytes []byte
	keptRunes []rune
	lookup    = map[string]int{"gopher": 1} //@ alloc(composite, heap, "map[string]int{...}", frequency=always)
)

//go:noinline
func stringLocal(b []byte) int {
	//@ measure(case="StringLocal/32", allocs=0); measure(case="StringLocal/33", allocs=1)
	s := string(b) //@ alloc(string-convert, conditional, "string(b)", bound="32 bytes")
	b[0]++
	return int(s[0]) + len(s)
}

// The empty string and strings of one byte need no memory of their own.
//
//go:noinline
func stringKept(b []byte) {
	//@ measure(case="StringKept/33", allocs=1); measure(case="StringKept/1", allocs=0); measure(case="StringKept/0", allocs=0)
	keptString = string(b) //@ alloc(string-convert, heap, "string(b)", frequency=unless-empty)
}

// A comparison, a switch, a look-up and a concatenation read the bytes where they are.
//
//go:noinline
func stringCompared(b []byte, s string) bool {
	//@ measure(case="StringCompared", allocs=0)
	return string(b) == s //@ alloc(string-convert, gone, "string(b)")
}

//go:noinline
func stringSwitched(b []byte) int {
	//@ measure(case="StringSwitched", allocs=0)
	switch string(b) { //@ alloc(string-convert, gone, "string(b)")
	case "go":
		return 1
	case "gopher":
		return 2
	}
	return 3
}

//go:noinline
func stringConcatenated(b []byte) {
	//@ measure(case="StringConcatenated", allocs=1)
	keptString = "<" + string(b) + ">" //@ alloc(string-concat, heap, "\"<\" + string(b) + \">\"", frequency=always); alloc(string-convert, gone, "string(b)")
}

//go:noinline
func stringLooked(b []byte) int {
	//@ measure(case="StringLooked", allocs=0)
	return lookup[string(b)] //@ alloc(string-convert, gone, "string(b)")
}

//go:noinline
func bytesLocal(s string) int {
	//@ measure(case="BytesLocal/32", allocs=0); measure(case="BytesLocal/33", allocs=1)
	b := []byte(s) //@ alloc(string-convert, conditional, "([]byte)(s)", bound="32 bytes")
	b[0]++
	return int(b[0]) + len(b)
}

//go:noinline
func bytesKept(s string) {
	//@ measure(case="BytesKept", allocs=1); measure(case="BytesKept/0", allocs=0)
	keptBytes = []byte(s) //@ alloc(string-convert, heap, "([]byte)(s)", frequency=unless-empty)
}

// Nobody writes to these bytes: since 1.22 they are those of the string.
//
//go:noinline
func bytesRead(s string) int {
	//@ measure(case="BytesRead/33", allocs=1, max_go=1.21); measure(case="BytesRead/33", allocs=0, min_go=1.22)
	//@ alloc(string-convert, conditional, "([]byte)(s)", max_go=1.21, bound="32 bytes")
	//@ alloc(string-convert, gone, "([]byte)(s)", min_go=1.22)
	return total([]byte(s))
}

//go:noinline
func total(b []byte) int {
	sum := 0
	for _, c := range b {
		sum += int(c)
	}
	return sum
}

//go:noinline
func bytesRanged(s string) int {
	//@ measure(case="BytesRanged/33", allocs=0)
	sum := 0
	for _, c := range []byte(s) { //@ alloc(string-convert, gone, "([]byte)(s)")
		sum += int(c)
	}
	return sum
}

//go:noinline
func bytesConstantLocal(i int) int {
	//@ measure(case="BytesConstantLocal", allocs=0)
	b := []byte("0123456789abcdef") //@ alloc(string-convert, stack, "([]byte)(\"0123456789abcdef\")")
	b[i]++
	return int(b[i])
}

//go:noinline
func bytesConstantKept() {
	//@ measure(case="BytesConstantKept", allocs=1)
	keptBytes = []byte("0123456789abcdef") //@ alloc(string-convert, heap, "([]byte)(\"0123456789abcdef\")", frequency=always)
}

//go:noinline
func bytesAppended(s string) {
	//@ measure(case="BytesAppended/33", allocs=2, max_go=1.21); measure(case="BytesAppended/33", allocs=1, min_go=1.22)
	//@ alloc(string-convert, conditional, "([]byte)(s)", max_go=1.21, bound="32 bytes")
	//@ alloc(string-convert, gone, "([]byte)(s)", min_go=1.22)
	keptBytes = append([]byte(nil), []byte(s)...) //@ alloc(append, heap, "append(([]byte)(nil), ([]byte)(s)...)", frequency=on-growth)
}

// Since 1.24 this is one step; since 1.25 it has a buffer of its own.
//
//go:noinline
func bytesOfConcatLocal(a, b string) int {
	//@ measure(case="BytesOfConcatLocal/32", allocs=0, max_go=1.23); measure(case="BytesOfConcatLocal/32", allocs=1, min_go=1.24, max_go=1.24); measure(case="BytesOfConcatLocal/32", allocs=0, min_go=1.25); measure(case="BytesOfConcatLocal/33", allocs=2, max_go=1.23); measure(case="BytesOfConcatLocal/33", allocs=1, min_go=1.24)
	//@ alloc(string-concat, conditional, "a + b", bound="32 bytes", max_go=1.23)
	//@ alloc(string-concat, gone, "a + b", min_go=1.24)
	//@ alloc(string-convert, conditional, "([]byte)(a + b)", bound="32 bytes", max_go=1.23)
	//@ alloc(string-convert, heap, "([]byte)(a + b)", min_go=1.24, max_go=1.24, frequency=unless-empty)
	//@ alloc(string-convert, conditional, "([]byte)(a + b)", bound="32 bytes", min_go=1.25)
	c := []byte(a + b)
	c[0]++
	return int(c[0]) + len(c)
}

//go:noinline
func bytesOfConcatKept(a, b string) {
	//@ measure(case="BytesOfConcatKept", allocs=2, max_go=1.23); measure(case="BytesOfConcatKept", allocs=1, min_go=1.24)
	//@ alloc(string-concat, conditional, "a + b", bound="32 bytes", max_go=1.23)
	//@ alloc(string-concat, gone, "a + b", min_go=1.24)
	keptBytes = []byte(a + b) //@ alloc(string-convert, heap, "([]byte)(a + b)", frequency=unless-empty)
}

// The buffer holds 32 runes, not 32 bytes.
//
//go:noinline
func runesLocal(s string) int {
	//@ measure(case="RunesLocal/16", allocs=0); measure(case="RunesLocal/33", allocs=1)
	r := []rune(s) //@ alloc(string-convert, conditional, "([]rune)(s)", bound="32 runes")
	r[0]++
	return int(r[0]) + len(r)
}

//go:noinline
func runesKept(s string) {
	//@ measure(case="RunesKept", allocs=1)
	keptRunes = []rune(s) //@ alloc(string-convert, heap, "([]rune)(s)", frequency=unless-empty)
}

//go:noinline
func runesRanged(s string) int {
	//@ measure(case="RunesRanged", allocs=1)
	sum := 0
	for _, r := range []rune(s) { //@ alloc(string-convert, conditional, "([]rune)(s)", bound="32 runes")
		sum += int(r)
	}
	return sum
}

//go:noinline
func stringOfRunesLocal(r []rune) int {
	//@ measure(case="StringOfRunesLocal/16", allocs=0); measure(case="StringOfRunesLocal/33", allocs=1)
	s := string(r) //@ alloc(string-convert, conditional, "string(r)", bound="32 bytes")
	return int(s[0]) + len(s)
}

//go:noinline
func stringOfRunesKept(r []rune) {
	//@ measure(case="StringOfRunesKept", allocs=1)
	keptString = string(r) //@ alloc(string-convert, heap, "string(r)", frequency=unless-empty)
}

// A rune has at most four bytes, and so has its buffer: this never allocates.
//
//go:noinline
func stringOfRuneLocal(r rune) int {
	//@ measure(case="StringOfRuneLocal", allocs=0)
	s := string(r) //@ alloc(string-convert, stack, "string(r)", entry=intstring)
	return int(s[0]) + len(s)
}

//go:noinline
func stringOfRuneKept(r rune) {
	//@ measure(case="StringOfRuneKept", allocs=1)
	keptString = string(r) //@ alloc(string-convert, heap, "string(r)", frequency=always)
}
