package runtime

import "unsafe"

const (
	allocpathFirstSlots = 1 << 10
	allocpathHotSlots   = 1 << 12
	allocpathRecentBits = 12
	allocpathRecentSet  = 32 // 4 words
	allocpathRecentSize = allocpathRecentSet << allocpathRecentBits
	allocpathNear       = 8
	allocpathEventChunk = 1 << 20
	allocpathTypeChunk  = 1 << 16
	allocpathReadyStep  = 1 << 16 // no page is larger
	allocpathFirstReady = 1 << 17 // of the header
)

// Hands out a part of the file; 0 when there is none. The lock is held, or there is one thread.
func allocpathChunk(kind, owner uint32, size uintptr, extra uint64) uintptr {
	if allocpathLoad(allocpathHeader(allocpathWordTrouble)) == allocpathTroubleSpace {
		return 0
	}
	count := allocpathLoad(allocpathHeader(allocpathWordChunks))
	offset, limit := allocpath.next, allocpath.limit
	most := uint64(allocpathMaxChunks)
	if kind == allocpathKindEvents {
		limit -= allocpath.reserve
		most -= allocpathMaxChunks / 16
	}
	if count >= most || offset+size > limit {
		allocpathTroubled(allocpathTroubleLimit, 0)
		return 0
	}
	entry := uintptr(allocpathOffsetChunks) + uintptr(count)*32
	errno := allocpathPopulate(offset, size)
	if errno == 0 && entry >= allocpathFirstReady && entry%allocpathReadyStep == 0 {
		errno = allocpathPopulate(entry, allocpathReadyStep)
	}
	if errno != 0 {
		allocpathTroubled(allocpathTroubleSpace, errno)
		return 0
	}
	allocpath.next = offset + (size+allocpath.page-1)&^(allocpath.page-1)
	allocpathStore(allocpathHeader(allocpathWordUsed), uint64(allocpath.next))
	at := allocpath.base + entry
	allocpathStore(at, uint64(kind)|uint64(owner)<<32)
	allocpathStore(at+8, uint64(offset))
	allocpathStore(at+16, uint64(size))
	allocpathStore(at+24, extra)
	allocpathStore(allocpathHeader(allocpathWordChunks), count+1)
	return allocpath.base + offset
}

// The block of a P, or of the time before there are Ps. Once there was no room for one, none is tried again.
func allocpathNewBlock() uintptr {
	if allocpath.full != 0 {
		return 0
	}
	at := allocpathAnonymous(unsafe.Sizeof(allocpathBlock{}))
	if at == 0 {
		allocpathFull()
		return 0
	}
	b := (*allocpathBlock)(unsafe.Pointer(at))
	b.depth = allocpath.depth
	b.hot = 1
	b.mode = allocpath.mode
	b.random = uint64(at) ^ uint64(nanotime())*allocpathMultiplier
	allocpathLock()
	b.owner = allocpath.owners
	allocpath.owners++
	table := allocpathNewTable(b, allocpathFirstSlots)
	allocpathUnlock()
	if table == 0 {
		allocpathUnmap(at, unsafe.Sizeof(allocpathBlock{}))
		allocpathFull()
		return 0
	}
	allocpathUseTable(b, table, allocpathFirstSlots)
	// What is left when there is no room: hash 1 counts stacks that are not known.
	e := allocpathSlot(b, 1)
	allocpathStore(e, 1)
	b.room--
	allocpathComplete(b)
	return at
}

func allocpathFull() {
	allocpath.full = 1
	allocpathStore(allocpathHeader(allocpathWordLostPs), 1)
}

func allocpathNewTable(b *allocpathBlock, slots uintptr) uintptr {
	return allocpathChunk(allocpathKindTable, b.owner, slots*(allocpathEntrySize+4), uint64(slots)<<1)
}

func allocpathUseTable(b *allocpathBlock, table, slots uintptr) {
	b.table = table
	b.slots = slots
	b.end = table + slots*allocpathEntrySize
	b.room = slots / 8 * 5
	b.shift = 64
	for ; slots > 1; slots >>= 1 {
		b.shift--
	}
}

// Says that the table holds everything that its owner counted; the reader takes the last such table of an owner.
func allocpathComplete(b *allocpathBlock) {
	count := uintptr(allocpathLoad(allocpathHeader(allocpathWordChunks)))
	for i := count; i > 0; i-- {
		at := allocpath.base + allocpathOffsetChunks + (i-1)*32
		if allocpath.base+uintptr(allocpathLoad(at+8)) == b.table {
			allocpathStore(at+24, uint64(b.slots)<<1|1)
			return
		}
	}
}

// The entry of a hash, or the free one where it belongs.
func allocpathSlot(b *allocpathBlock, h uint64) uintptr {
	e := b.table + uintptr(h>>(b.shift&63))*allocpathEntrySize
	for {
		found := allocpathLoad(e)
		if found == h || found == 0 {
			return e
		}
		if e += allocpathEntrySize; e == b.end {
			e = b.table
		}
	}
}

//go:nosplit
func allocpathStackOf(b *allocpathBlock, e uintptr) uintptr {
	return b.end + (e-b.table)/allocpathEntrySize*4
}

// Moves the counters to a table twice as large. Nobody else writes to them. From a size on, where looking them up costs more than folding,
// what differs in its recursion alone is no longer counted apart.
func allocpathGrow(b *allocpathBlock) {
	if b.slots >= allocpathHotSlots && b.mode&allocpathModeFull == 0 {
		b.hot = 0
		if b.recent == 0 {
			b.recent = allocpathAnonymous(allocpathRecentSize)
		}
	}
	old, end, slots := b.table, b.end, b.slots
	allocpathLock()
	table := allocpathNewTable(b, slots*2)
	allocpathUnlock()
	if table == 0 {
		return
	}
	if b.recent != 0 {
		// It points into the table that is left.
		for at := b.recent; at < b.recent+allocpathRecentSize; at += 8 {
			allocpathStore(at, 0)
		}
	}
	ids := end
	allocpathUseTable(b, table, slots*2)
	for e := old; e < end; e += allocpathEntrySize {
		if h := allocpathLoad(e); h != 0 {
			to := allocpathSlot(b, h)
			allocpathStore(to+8, allocpathLoad(e+8))
			allocpathStore(to+16, allocpathLoad(e+16))
			allocpathStore(to+24, allocpathLoad(e+24))
			allocpathStore32(allocpathStackOf(b, to), allocpathLoad32(ids+(e-old)/allocpathEntrySize*4))
			allocpathStore(to, h)
			b.room--
		}
	}
	allocpathLock()
	allocpathComplete(b)
	allocpathUnlock()
}
