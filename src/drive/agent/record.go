package runtime

import "unsafe"

const allocpathMultiplier = 0x9e3779b97f4a7c15

// Called at the end of every function of the allocator that hands out an object: x of size requested bytes, for which slot bytes were taken
// from the heap (0: it shares a block of the tiny allocator). What the caller counts down to get here is p.allocpathBudget: 0 calls
// every time.
//
// The stack is read by frame pointers, which costs a fifth of the unwinder. Its hash finds the counters; that two stacks have the same hash
// of 64 bits is not considered.
func allocpathRecord(x unsafe.Pointer, size uintptr, typ *_type, slot uintptr) {
	mp := acquirem()
	pp := mp.p.ptr()
	var b *allocpathBlock
	if pp != nil {
		b = (*allocpathBlock)(unsafe.Pointer(pp.allocpathBlock))
	} else {
		b = (*allocpathBlock)(unsafe.Pointer(allocpath.boot))
	}
	if b == nil {
		if b = allocpathAttach(pp); b == nil {
			releasem(mp)
			return
		}
	}
	if allocpath.rate != 0 && !allocpathSampled(pp, b, size) {
		releasem(mp)
		return
	}

	gp := getg()
	low, length := gp.stack.lo, gp.stack.hi-gp.stack.lo-8
	other := mp.curg
	if gp == other {
		other = nil
	}
	h := uint64(uintptr(unsafe.Pointer(typ)))
	if allocpath.rate != 0 {
		h += uint64(size) << 40
	}
	first := *(*uintptr)(unsafe.Pointer(getfp()))
	fp := first
	n, depth := uintptr(0), b.depth
	for n < depth {
		if fp-low >= length {
			// systemstack ran it: the stack of the goroutine goes on where it left.
			if other == nil {
				break
			}
			low, length = other.stack.lo, other.stack.hi-other.stack.lo-8
			other = nil
			continue
		}
		h = (h ^ uint64(*(*uintptr)(unsafe.Pointer(fp + 8)))) * allocpathMultiplier
		fp = *(*uintptr)(unsafe.Pointer(fp))
		n++
	}
	if h <= 1 {
		h = 2
	}

	e := b.table + uintptr(h>>(b.shift&63))*allocpathEntrySize
	for {
		found := allocpathLoad(e)
		if found == h {
			break
		}
		if found == 0 {
			// No call up to here since the frame pointer was read: the stack has not moved.
			cut := fp-low < length
			low, length = gp.stack.lo, gp.stack.hi-gp.stack.lo-8
			fp = first
			for i := uintptr(0); i < n; i++ {
				if fp-low >= length {
					low, length = mp.curg.stack.lo, mp.curg.stack.hi-mp.curg.stack.lo-8
				}
				b.pcs[i] = *(*uintptr)(unsafe.Pointer(fp + 8))
				fp = *(*uintptr)(unsafe.Pointer(fp))
			}
			e = allocpathMiss(b, e, h, n, cut, typ, size)
			break
		}
		if e += allocpathEntrySize; e == b.end {
			e = b.table
		}
	}
	allocpathStore(e+8, allocpathLoad(e+8)+1)
	allocpathStore(e+16, allocpathLoad(e+16)+uint64(size))
	allocpathStore(e+24, allocpathLoad(e+24)+uint64(slot))
	if b.mode&allocpathModeEvents != 0 {
		allocpathEvent(b, mp, e, uintptr(x), size)
	}
	releasem(mp)
}

// Whether the object is a sample: bytes between two samples are distributed exponentially, as runtime.nextSample has it, so that every
// byte has the same chance. The first draw of a P is not an object's.
//
//go:noinline
func allocpathSampled(pp *p, b *allocpathBlock, size uintptr) bool {
	budget := &b.bootBudget
	if pp != nil {
		budget = &pp.allocpathBudget
	}
	first := *budget == 0
	if !first && *budget > size {
		*budget -= size
		return false
	}
	*budget = uintptr(fastexprand(int(allocpath.rate))) + 1
	if first && *budget > size {
		*budget -= size
		return false
	}
	if first {
		*budget = uintptr(fastexprand(int(allocpath.rate))) + 1
	}
	return true
}

// Gives a P its block, or switches it off; the first call of all turns recording on.
//
//go:noinline
func allocpathAttach(pp *p) *allocpathBlock {
	if allocpath.state == allocpathUnknown {
		allocpathStart()
	}
	if allocpath.state == allocpathOff {
		if pp != nil {
			pp.allocpathBudget = ^uintptr(0)
		}
		return nil
	}
	if pp == nil {
		return (*allocpathBlock)(unsafe.Pointer(allocpath.boot))
	}
	at := allocpathNewBlock()
	if at == 0 {
		// There is no room for its counters: those of the start, whose owner is gone, serve one P, and the others are lost to the record.
		allocpathLock()
		at = allocpath.boot
		allocpath.boot = 0
		allocpathUnlock()
		if at == 0 {
			pp.allocpathBudget = ^uintptr(0)
			return nil
		}
	}
	pp.allocpathBlock = at
	return (*allocpathBlock)(unsafe.Pointer(at))
}

// A stack that this P has not seen: the entry where it is counted from now on.
//
//go:noinline
func allocpathMiss(b *allocpathBlock, e uintptr, h uint64, n uintptr, cut bool, typ *_type, size uintptr) uintptr {
	if b.depth != allocpath.depth {
		// There are too many stacks; all of them are cut short from now on.
		b.depth = allocpath.depth
		if n > b.depth {
			n = b.depth
			cut = true
		}
	}
	if b.room == 0 {
		allocpathGrow(b)
		if b.room == 0 {
			return allocpathSlot(b, 1)
		}
		e = allocpathSlot(b, h)
	}
	if allocpath.rate == 0 {
		size = 0
	}
	allocpathStore32(allocpathStackOf(b, e), allocpathIntern(b, n, cut, typ, size))
	allocpathStore(e, h)
	b.room--
	return e
}
