package main

var keptString string

// The result has 32 bytes in the frame.
//
//go:noinline
func concatLocal(a, b string) int {
	//@ measure(case="ConcatLocal/32", allocs=0); measure(case="ConcatLocal/33", allocs=1)
	s := a + b //@ alloc(string-concat, conditional, "a + b", bound="32 bytes", entry=concatstring2)
	return int(s[0]) + len(s)
}

// If only one operand is not empty, the result is that operand.
//
//go:noinline
func concatKept(a, b string) {
	//@ measure(case="ConcatKept", allocs=1); measure(case="ConcatKept/one empty", allocs=0)
	keptString = a + b //@ alloc(string-concat, heap, "a + b", frequency=unless-empty, entry=concatstring2)
}

//go:noinline
func concat3(a, b, c string) {
	//@ measure(case="Concat3", allocs=1)
	keptString = a + b + c //@ alloc(string-concat, heap, "a + b + c", frequency=unless-empty, entry=concatstring3)
}

//go:noinline
func concat4(a, b, c, d string) {
	//@ measure(case="Concat4", allocs=1)
	keptString = a + b + c + d //@ alloc(string-concat, heap, "a + b + c + d", frequency=unless-empty, entry=concatstring4)
}

//go:noinline
func concat5(a, b, c, d, e string) {
	//@ measure(case="Concat5", allocs=1)
	keptString = a + b + c + d + e //@ alloc(string-concat, heap, "a + b + c + d + e", frequency=unless-empty, entry=concatstring5)
}

// More than five operands are handed over in a slice, which stays in the frame.
//
//go:noinline
func concat6(a, b, c, d, e, f string) {
	//@ measure(case="Concat6", allocs=1)
	keptString = a + b + c + d + e + f //@ alloc(string-concat, heap, "a + b + c + d + e + f", frequency=unless-empty, entry=concatstrings)
}

// The compiler concatenates constants itself.
//
//go:noinline
func concatConstants() {
	//@ measure(case="ConcatConstants", allocs=0)
	keptString = text16 + text17
}

//go:noinline
func concatCompared(a, b, c string) bool {
	//@ measure(case="ConcatCompared/32", allocs=0); measure(case="ConcatCompared/33", allocs=1)
	return a+b == c //@ alloc(string-concat, conditional, "a + b", bound="32 bytes")
}

// Every turn allocates, except the first one, which appends to nothing.
//
//go:noinline
func concatInLoop(n int) {
	//@ measure(case="ConcatInLoop/3", allocs=2)
	s := ""
	for i := 0; i < n; i++ {
		s += short //@ alloc(string-concat, heap, "s += short", frequency=unless-empty, silent=yes)
	}
	keptString = s
}

// Two concatenations, since a variable stands between them; the first one has a buffer.
//
//go:noinline
func concatNested(a, b string) {
	//@ measure(case="ConcatNested", allocs=1)
	inner := a + b //@ alloc(string-concat, conditional, "a + b", bound="32 bytes")
	if inner[0] == 'g' {
		keptString = inner[1:2] + "/" + a + b //@ alloc(string-concat, heap, "inner[1:2] + \"/\" + a + b", frequency=unless-empty)
	}
}

// A part of a string shares its memory.
//
//go:noinline
func substring(s string) {
	//@ measure(case="Substring", allocs=0)
	keptString = s[1:3]
}
