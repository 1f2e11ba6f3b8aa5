package runtime

import (
	"allocpath/sys"
	"unsafe"
)

const allocpathMultiplier = 0x9e3779b97f4a7c15

// Called at the end of every function of the allocator that hands out an object: x of size requested bytes, for which slot bytes were taken
// from the heap (0: it shares a block of the tiny allocator). What the caller counts down to get here is pp.allocpathBudget: 0 calls
// every time.
//
// The stack is read by frame pointers, which costs a fifth of the unwinder. Its hash finds the counters. That two stacks of a process have
// the same hash of 64 bits is not considered: those that differ in two calls next to one another never have, because multiples of 2⁶⁴ / φ lie
// apart (Knuth, The Art of Computer Programming 3, 6.4), and for others it is a matter of chance.
//
// Nosplit, so that neither the stack nor the P changes under it. What it calls is nosplit too, or called with the M acquired and before the
// stack is read. Noinline, because a profile (-pgo) would let it be inlined, and then its caller's frame were another.
//
//go:nosplit
//go:noinline
func allocpathRecord(x unsafe.Pointer, size uintptr, typ *_type, slot uintptr, pp *p) {
	var b *allocpathBlock
	if pp != nil {
		b = (*allocpathBlock)(unsafe.Pointer(pp.allocpathBlock))
	}
	// Types and code lie close together, so that two calls with two types could be one where their addresses meet: since go1.27 the type and
	// the program's own call are next to one another. Turned, they do not.
	h := uint64(uintptr(unsafe.Pointer(typ)))
	h = h<<32 | h>>32
	if b == nil || b.mode&allocpathModeSample != 0 {
		mp := acquirem()
		if b == nil {
			if b = allocpathAttach(pp); b == nil {
				allocpathWithoutBlock(size, slot)
			}
		}
		recording := b != nil && (b.mode&allocpathModeSample == 0 || allocpathSampled(pp, b, size))
		releasem(mp)
		if !recording {
			return
		}
		if b.mode&allocpathModeSample != 0 {
			h ^= uint64(size) * allocpathMultiplier
		}
	}

	gp := getg()
	first := allocpathCallerFrame(sys.GetCallerSP())
	var e, recent uintptr
	var raw uint64
	seed := h
	if b.hot|b.recent != 0 && gp == gp.m.curg {
		low := gp.stack.lo
		length := gp.stack.hi - 8 - low
		fp := first
		n := b.depth
		for near := n - allocpathNear; n > near && fp-low < length; n-- {
			h = (h ^ uint64(*(*uintptr)(unsafe.Pointer(fp + 8)))) * allocpathMultiplier
			fp = *(*uintptr)(unsafe.Pointer(fp))
		}
		if b.hot == 0 {
			// These frames and the depth of the stack tell where it would be among those met last: it comes from memory during the rest of the walk.
			recent = b.recent + uintptr((h^uint64(first-low-length))*allocpathMultiplier>>(64-allocpathRecentBits))*allocpathRecentSet
			sys.Prefetch(recent)
		}
		for ; n > 0 && fp-low < length; n-- {
			h = (h ^ uint64(*(*uintptr)(unsafe.Pointer(fp + 8)))) * allocpathMultiplier
			fp = *(*uintptr)(unsafe.Pointer(fp))
		}
		if b.hot == 0 {
			// Most allocations come from stacks that were met a moment ago; for them nothing has to be folded. A word is the hash of such a stack, its
			// lower bits the place of its counters, and never zero: the place takes the bits that say least, 16 of them where there are 65,536 counters.
			// What is met again moves to the front.
			raw = h | 1<<63
			place := uint64(b.slots - 1)
			for way := recent; way < recent+allocpathRecentSet; way += 8 {
				met := allocpathLoad(way)
				if met^raw <= place {
					if way != recent {
						allocpathStore(way, allocpathLoad(way-8))
						allocpathStore(way-8, met)
					}
					e = b.table + uintptr(met&place)*allocpathEntrySize
					goto found
				}
			}
		}
	}
	if b.hot == 0 || gp != gp.m.curg {
		b.seed = seed
		h = seed
		n := allocpathRead(b, first)
		if b.hot == 0 {
			n, h = allocpathFold(b, n)
		} else {
			for i := uintptr(0); i < n; i++ {
				h = (h ^ uint64(b.raw[i&(allocpathMaxDepth-1)])) * allocpathMultiplier
			}
		}
	}
	if h <= 1 {
		h = 2
	}

	e = b.table + uintptr(h>>(b.shift&63))*allocpathEntrySize
	for {
		found := allocpathLoad(e)
		if found == h {
			break
		}
		if found == 0 {
			b.seed = h
			n := allocpathRead(b, first)
			if b.mode&allocpathModeFull == 0 {
				n, _ = allocpathFold(b, n)
			}
			mp := acquirem()
			e = allocpathMiss(b, e, h, n, typ, size)
			releasem(mp)
			break
		}
		if e += allocpathEntrySize; e == b.end {
			e = b.table
		}
	}
	if recent != 0 {
		allocpathStore(recent+allocpathRecentSet-8, raw&^uint64(b.slots-1)|uint64((e-b.table)/allocpathEntrySize))
	}
found:
	allocpathStore(e+8, allocpathLoad(e+8)+1)
	allocpathStore(e+16, allocpathLoad(e+16)+uint64(size))
	allocpathStore(e+24, allocpathLoad(e+24)+uint64(slot))
	if b.mode&allocpathModeEvents != 0 {
		allocpathEvent(b, e, uintptr(x), size)
	}
}

// Reads the frames of a stack into b.raw, innermost first.
//
//go:nosplit
func allocpathRead(b *allocpathBlock, fp uintptr) uintptr {
	gp := getg()
	n, depth := uintptr(0), b.depth
	at := uintptr(unsafe.Pointer(b)) + allocpathRaw
	b.frames = at
	for {
		low := gp.stack.lo
		length := gp.stack.hi - 8 - low
		for n < depth && fp-low < length {
			*(*uintptr)(unsafe.Pointer(at + n*8)) = *(*uintptr)(unsafe.Pointer(fp + 8))
			fp = *(*uintptr)(unsafe.Pointer(fp))
			n++
		}
		b.cut = 0
		if fp-low < length || fp != 0 && gp == gp.m.curg {
			// A goroutine begins without a frame pointer (proc.go: newproc1). Where there is one, C has called (asm: cgocallback), and who
			// called C is not found.
			b.cut = 1
		}
		if n == depth || gp == gp.m.curg || gp.m.curg == nil {
			return n
		}
		// systemstack ran it: the stack of the goroutine goes on where it left.
		gp = gp.m.curg
	}
}

const (
	allocpathRaw    = unsafe.Offsetof(allocpathBlock{}.raw)
	allocpathPcs    = unsafe.Offsetof(allocpathBlock{}.pcs)
	allocpathHashes = unsafe.Offsetof(allocpathBlock{}.hashes)
	allocpathFolds  = unsafe.Offsetof(allocpathBlock{}.fold)
)

// Folds recursion: makes b.pcs of the frames in b.raw. A call instruction that is met again closes a circle, and the frames of the circle are
// left out. What remains is a path through the program on which every caller really called the next, and recursion of any depth has few.
//
// Where a call was met last is looked up in a small table: the walk that wrote it (7 bits) and the place in the path (9 bits), so that it is
// cleared once in 127 walks only. Two calls that share an entry hide the older one: its circle stays.
//
//go:nosplit
func allocpathFold(b *allocpathBlock, count uintptr) (uintptr, uint64) {
	at := uintptr(unsafe.Pointer(b))
	epoch := b.epoch + 1<<9
	if epoch >= 1<<16 {
		epoch = 1 << 9
		for i := range b.fold {
			b.fold[i] = 0
		}
	}
	b.epoch = epoch
	b.frames = at + allocpathPcs
	h, n := b.seed, uintptr(0)
	from := at + allocpathRaw
	end := from + count*8
	if count != 0 {
		// The innermost call is met again only where the runtime allocates while it allocates, which has to be seen.
		pc := *(*uintptr)(unsafe.Pointer(from))
		b.pcs[0] = pc
		h = (h ^ uint64(pc)) * allocpathMultiplier
		b.hashes[0] = h
		n = 1
		from += 8
	}
	for ; from < end; from += 8 {
		pc := *(*uintptr)(unsafe.Pointer(from))
		slot := at + allocpathFolds + (pc^pc>>8)%allocpathFoldSlots*2
		place := uintptr(*(*uint16)(unsafe.Pointer(slot))) ^ epoch
		if place < n && *(*uintptr)(unsafe.Pointer(at + allocpathPcs + place*8)) == pc {
			n = place + 1
			h = *(*uint64)(unsafe.Pointer(at + allocpathHashes + place*8))
			continue
		}
		*(*uint16)(unsafe.Pointer(slot)) = uint16(epoch | n)
		*(*uintptr)(unsafe.Pointer(at + allocpathPcs + n*8)) = pc
		h = (h ^ uint64(pc)) * allocpathMultiplier
		*(*uint64)(unsafe.Pointer(at + allocpathHashes + n*8)) = h
		n++
	}
	return n, h
}

// The block of a P; the first call of all turns recording on. Without recording nothing calls again.
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
	at := allocpath.boot
	if pp != nil {
		at = allocpathNewBlock()
		pp.allocpathBlock = at
	}
	return (*allocpathBlock)(unsafe.Pointer(at))
}

// What is allocated on a P that found no room for counters: it has to be part of the sums.
func allocpathWithoutBlock(size, slot uintptr) {
	if allocpath.state != allocpathOn || allocpath.rate != 0 {
		return
	}
	allocpathLock()
	allocpathAdd(allocpathWordLostAllocations, 1)
	allocpathAdd(allocpathWordLostBytes, size)
	allocpathAdd(allocpathWordLostSlots, slot)
	if allocpath.mode&allocpathModeEvents != 0 {
		allocpathAdd(allocpathWordLostEvents, 1)
	}
	allocpathUnlock()
}

// A stack that this P has not seen: the entry where it is counted from now on.
//
//go:noinline
func allocpathMiss(b *allocpathBlock, e uintptr, h uint64, n uintptr, typ *_type, size uintptr) uintptr {
	if b.depth != allocpath.depth {
		// There are too many stacks; all of them are cut short from now on.
		b.depth = allocpath.depth
		if n > b.depth {
			n = b.depth
			b.cut = 1
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
	// Types that reflect makes while the program runs, and those of plugins, are in no file that the reader has. Their names are under a lock of
	// the runtime's (type.go: resolveNameOff), which reflect holds while it allocates: ask before ours is taken.
	name := ""
	if allocpathForeign(typ) {
		name = toRType(typ).string()
	}
	allocpathStore32(allocpathStackOf(b, e), allocpathIntern(b, n, typ, size, name))
	allocpathStore(e, h)
	b.room--
	return e
}
