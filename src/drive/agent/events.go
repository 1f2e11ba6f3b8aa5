package runtime

import "unsafe"

// Allocations one by one: which stack, how large, where. The order of an address's events over several Ps follows from the sweep generation:
// what is allocated in one is freed in a later one, and a slot that is freed and taken again in the same one is freed first.

// How many events go by until the time is noted again; reading the clock costs as much as writing three events.
const allocpathClockEvery = 256

//go:nosplit
func allocpathEvent(b *allocpathBlock, e, address, size uintptr) {
	goid := uint64(0) // the scheduler's own
	if gp := getg().m.curg; gp != nil {
		goid = gp.goid
	}
	if goid != b.goid {
		b.goid = goid
		allocpathPutEvent(b, allocpathTagG, 1, uintptr(b.goid))
	}
	allocpathTick(b)
	if uint64(size)>>32 != 0 {
		allocpathPutEvent(b, allocpathTagBig, uint32(uint64(size)>>32), 0)
	}
	allocpathPutEvent(b, allocpathLoad32(allocpathStackOf(b, e)), uint32(size), address)
}

// Called by the sweeper for every slot that it frees.
func allocpathFree(address, size uintptr) {
	mp := acquirem()
	var b *allocpathBlock
	if pp := mp.p.ptr(); pp != nil {
		b = (*allocpathBlock)(unsafe.Pointer(pp.allocpathBlock))
		if b == nil {
			b = allocpathAttach(pp)
		}
	}
	if b != nil {
		allocpathTick(b)
		if uint64(size)>>32 != 0 {
			allocpathPutEvent(b, allocpathTagBig, uint32(uint64(size)>>32), 0)
		}
		allocpathPutEvent(b, allocpathTagFree, uint32(size), address)
	} else {
		allocpathLock()
		allocpathAdd(allocpathWordLostEvents, 1)
		allocpathUnlock()
	}
	releasem(mp)
}

// The sweep generation is even (mheap.go: mheap.sweepgen); the bit below says that the collector marks: what is allocated then lives through that
// collection.
//
//go:nosplit
func allocpathTick(b *allocpathBlock) {
	gen := mheap_.sweepgen
	if gcphase != _GCoff {
		gen |= 1
	}
	if b.gen == gen && b.clock != 0 {
		b.clock--
		return
	}
	b.gen = gen
	b.clock = allocpathClockEvery
	allocpathPutEvent(b, allocpathTagClock, gen, uintptr(nanotime()))
}

//go:nosplit
func allocpathPutEvent(b *allocpathBlock, tag, size uint32, address uintptr) {
	if b.events == b.last {
		mp := acquirem()
		more := allocpathMoreEvents(b)
		releasem(mp)
		if !more {
			return
		}
	}
	allocpathStore(b.events+8, uint64(address))
	allocpathStore(b.events, uint64(tag)|uint64(size)<<32)
	b.events += allocpathEventSize
}

func allocpathMoreEvents(b *allocpathBlock) bool {
	allocpathLock()
	at := allocpathChunk(allocpathKindEvents, b.owner, allocpathEventChunk, 0)
	if at == 0 {
		allocpathAdd(allocpathWordLostEvents, 1)
	}
	allocpathUnlock()
	if at == 0 {
		return false
	}
	b.events, b.last = at, at+allocpathEventChunk
	return true
}
