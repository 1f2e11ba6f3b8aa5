package runtime

import (
	"allocpath/atomic"
	"unsafe"
)

const (
	allocpathMaxDepth  = 512
	allocpathFoldSlots = 256
)

// What one P has at hand, in memory of its own outside the heap.
type allocpathBlock struct {
	table  uintptr // counters
	end    uintptr // one past the last entry
	shift  uint64  // 64 − log2(slots)
	room   uintptr // entries until the table grows
	slots  uintptr
	events uintptr // next event
	last   uintptr // end of the chunk of events
	depth  uintptr
	mode   uintptr
	owner  uint32
	gen    uint32 // sweep generation of the last event
	clock  uint32 // events until the time is noted again
	spare  uint32
	goid   uint64

	bootBudget uintptr // bytes until the next sample, while there is no P
	random     uint64

	// The frames of the allocation at hand, innermost first, and the way of the last new stack through the tree, outermost first.
	frames   uintptr                    // which of the next two
	raw      [allocpathMaxDepth]uintptr // as they are on the stack
	pcs      [allocpathMaxDepth]uintptr // with recursion folded
	hashes   [allocpathMaxDepth]uint64
	fold     [allocpathFoldSlots]uint16
	hot      uintptr // 1: the hash is that of the frames as they are, which is fast while there are few stacks; 0: that of the folded ones
	recent   uintptr // sets of words: where the stacks met last, as they are, have their counters; while hot is 0
	epoch    uintptr
	seed     uint64
	cut      uintptr // 1: there were more frames
	pathLen  uintptr
	pathCut  uintptr
	path     [allocpathMaxDepth]uintptr
	pathNode [allocpathMaxDepth]uint32
}

const (
	allocpathUnknown = 0
	allocpathOn      = 1
	allocpathOff     = 2
)

// Everything else. Words, so that stores need no write barriers.
type allocpathState struct {
	state    uint32
	lock     uint32
	owners   uint32
	mode     uintptr
	depth    uintptr
	rate     uintptr
	base     uintptr // the mapping
	size     uintptr
	next     uintptr // offset of the next chunk
	limit    uintptr // offset that chunks may reach
	reserve  uintptr // what is left of that for counters when events have filled the rest
	page     uintptr // size of a page, or 4096 where that is smaller
	full     uint32  // 1: there was a P without room for its counters
	boot     uintptr // block for allocations without a P, before there are any
	types    uintptr // next byte of the chunk of type names
	typesEnd uintptr

	nodeMap      uintptr // hash table of nodes: u32
	nodeMapSlots uintptr
	nodes        uintptr // how many there are
	nodesReady   uintptr // how many the file system has given room for
	nodesMax     uintptr

	stackMap      uintptr // hash table of stacks: u32
	stackMapSlots uintptr
	stacks        uintptr
	stacksReady   uintptr
	stacksMax     uintptr // from here on they are cut short
	stacksMost    uintptr

	directory [512]byte
	path      [640]byte
}

var allocpath allocpathState

// Read by the sweeper.
var allocpathFrees bool

// Nosplit for builds without inlining (-gcflags=all=-l): a check of the stack in allocpathRecord could preempt it.
//
//go:nosplit
func allocpathLoad(p uintptr) uint64 { return *(*uint64)(unsafe.Pointer(p)) }

//go:nosplit
func allocpathLoad32(p uintptr) uint32 { return *(*uint32)(unsafe.Pointer(p)) }

//go:nosplit
func allocpathStore(p uintptr, v uint64) { *(*uint64)(unsafe.Pointer(p)) = v }

//go:nosplit
func allocpathStore32(p uintptr, v uint32) { *(*uint32)(unsafe.Pointer(p)) = v }

//go:nosplit
func allocpathHeader(word uintptr) uintptr { return allocpath.base + word*8 }

func allocpathAdd(word, v uintptr) {
	at := allocpathHeader(word)
	allocpathStore(at, allocpathLoad(at)+uint64(v))
}

// The lock is taken for new stacks and chunks only, by threads that cannot be preempted. A runtime mutex would take part in lock ranking.
// A thread of a higher priority that only yielded would keep the processor from the one that holds it.
func allocpathLock() {
	for spins := 0; !atomic.Cas(&allocpath.lock, 0, 1); spins++ {
		if spins < 100 {
			procyield(10)
		} else if spins < 200 {
			osyield()
		} else {
			usleep(20)
		}
	}
}

func allocpathUnlock() { atomic.Store(&allocpath.lock, 0) }

func allocpathTroubled(kind, code uintptr) {
	if allocpathLoad(allocpathHeader(allocpathWordTrouble)) == allocpathTroubleNone {
		allocpathStore(allocpathHeader(allocpathWordTroubleCode), uint64(code))
		allocpathStore(allocpathHeader(allocpathWordTrouble), uint64(kind))
	}
}
