package main

// Since 1.27 objects of up to 80 bytes have an allocation function for their size class, and one more for those of less
// than 16 bytes without pointers, which share blocks.
var (
	keptTiny1      *[1]byte
	keptTiny15     *[15]byte
	keptPlain8     *[1]int
	keptPlain16    *[2]int
	keptPlain24    *[3]int
	keptPlain32    *[4]int
	keptPlain48    *[6]int
	keptPlain64    *[8]int
	keptPlain80    *[10]int
	keptPlain81    *[81]byte
	keptPointers8  *[1]*int
	keptPointers16 *[2]*int
	keptPointers24 *[3]*int
	keptPointers32 *[4]*int
	keptPointers48 *[6]*int
	keptPointers64 *[8]*int
	keptPointers80 *[10]*int
	keptPointers88 *[11]*int
	keptHuge       *[1 << 20]byte
)

//go:noinline
func tiny1() {
	//@ measure(case="Tiny1", allocs=1)
	//@ alloc(new, heap, "new([1]byte)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([1]byte)", frequency=always, entry=mallocgcTinySC2, min_go=1.27)
	keptTiny1 = new([1]byte)
}

//go:noinline
func tiny15() {
	//@ measure(case="Tiny15", allocs=1)
	//@ alloc(new, heap, "new([15]byte)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([15]byte)", frequency=always, entry=mallocgcTinySC2, min_go=1.27)
	keptTiny15 = new([15]byte)
}

//go:noinline
func plain8() {
	//@ measure(case="Plain8", allocs=1)
	//@ alloc(new, heap, "new([1]int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([1]int)", frequency=always, entry=mallocgcTinySC2, min_go=1.27)
	keptPlain8 = new([1]int)
}

//go:noinline
func plain16() {
	//@ measure(case="Plain16", allocs=1)
	//@ alloc(new, heap, "new([2]int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([2]int)", frequency=always, entry=mallocgcSmallNoScanSC2, min_go=1.27)
	keptPlain16 = new([2]int)
}

//go:noinline
func plain24() {
	//@ measure(case="Plain24", allocs=1)
	//@ alloc(new, heap, "new([3]int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([3]int)", frequency=always, entry=mallocgcSmallNoScanSC3, min_go=1.27)
	keptPlain24 = new([3]int)
}

//go:noinline
func plain32() {
	//@ measure(case="Plain32", allocs=1)
	//@ alloc(new, heap, "new([4]int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([4]int)", frequency=always, entry=mallocgcSmallNoScanSC4, min_go=1.27)
	keptPlain32 = new([4]int)
}

//go:noinline
func plain48() {
	//@ measure(case="Plain48", allocs=1)
	//@ alloc(new, heap, "new([6]int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([6]int)", frequency=always, entry=mallocgcSmallNoScanSC5, min_go=1.27)
	keptPlain48 = new([6]int)
}

//go:noinline
func plain64() {
	//@ measure(case="Plain64", allocs=1)
	//@ alloc(new, heap, "new([8]int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([8]int)", frequency=always, entry=mallocgcSmallNoScanSC6, min_go=1.27)
	keptPlain64 = new([8]int)
}

//go:noinline
func plain80() {
	//@ measure(case="Plain80", allocs=1)
	//@ alloc(new, heap, "new([10]int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([10]int)", frequency=always, entry=mallocgcSmallNoScanSC7, min_go=1.27)
	keptPlain80 = new([10]int)
}

//go:noinline
func plain81() {
	//@ measure(case="Plain81", allocs=1)
	//@ alloc(new, heap, "new([81]byte)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([81]byte)", frequency=always, entry=newobject, min_go=1.27)
	keptPlain81 = new([81]byte)
}

//go:noinline
func pointers8() {
	//@ measure(case="Pointers8", allocs=1)
	//@ alloc(new, heap, "new([1]*int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([1]*int)", frequency=always, entry=mallocgcSmallScanNoHeaderSC1, min_go=1.27)
	keptPointers8 = new([1]*int)
}

//go:noinline
func pointers16() {
	//@ measure(case="Pointers16", allocs=1)
	//@ alloc(new, heap, "new([2]*int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([2]*int)", frequency=always, entry=mallocgcSmallScanNoHeaderSC2, min_go=1.27)
	keptPointers16 = new([2]*int)
}

//go:noinline
func pointers24() {
	//@ measure(case="Pointers24", allocs=1)
	//@ alloc(new, heap, "new([3]*int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([3]*int)", frequency=always, entry=mallocgcSmallScanNoHeaderSC3, min_go=1.27)
	keptPointers24 = new([3]*int)
}

//go:noinline
func pointers32() {
	//@ measure(case="Pointers32", allocs=1)
	//@ alloc(new, heap, "new([4]*int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([4]*int)", frequency=always, entry=mallocgcSmallScanNoHeaderSC4, min_go=1.27)
	keptPointers32 = new([4]*int)
}

//go:noinline
func pointers48() {
	//@ measure(case="Pointers48", allocs=1)
	//@ alloc(new, heap, "new([6]*int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([6]*int)", frequency=always, entry=mallocgcSmallScanNoHeaderSC5, min_go=1.27)
	keptPointers48 = new([6]*int)
}

//go:noinline
func pointers64() {
	//@ measure(case="Pointers64", allocs=1)
	//@ alloc(new, heap, "new([8]*int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([8]*int)", frequency=always, entry=mallocgcSmallScanNoHeaderSC6, min_go=1.27)
	keptPointers64 = new([8]*int)
}

//go:noinline
func pointers80() {
	//@ measure(case="Pointers80", allocs=1)
	//@ alloc(new, heap, "new([10]*int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([10]*int)", frequency=always, entry=mallocgcSmallScanNoHeaderSC7, min_go=1.27)
	keptPointers80 = new([10]*int)
}

//go:noinline
func pointers88() {
	//@ measure(case="Pointers88", allocs=1)
	//@ alloc(new, heap, "new([11]*int)", frequency=always, entry=newobject, max_go=1.26)
	//@ alloc(new, heap, "new([11]*int)", frequency=always, entry=newobject, min_go=1.27)
	keptPointers88 = new([11]*int)
}

//go:noinline
func huge() {
	//@ measure(case="Huge", allocs=1)
	keptHuge = new([1 << 20]byte) //@ alloc(new, heap, "new([1048576]byte)", frequency=always, entry=newobject)
}
