package runtime

import "unsafe"

// Depth of stacks once there are as many as the record was to hold.
const allocpathShort = 8

// The number of the stack in b.frames. Stacks are kept as a tree, outermost frame first: a new one costs what it does not share.
func allocpathIntern(b *allocpathBlock, n uintptr, typ *_type, size uintptr, name string) uint32 {
	root := uint32(b.cut) * allocpathCutNode
	allocpathLock()
	if b.pathCut != uintptr(root) {
		b.pathLen = 0
		b.pathCut = uintptr(root)
	}
	i := uintptr(0)
	for i < n && i < b.pathLen && b.path[i] == allocpathFrame(b, n-1-i) {
		i++
	}
	node := root
	if i > 0 {
		node = b.pathNode[i-1]
	}
	b.pathLen = i
	id := uint32(0)
	for ; i < n; i++ {
		pc := allocpathFrame(b, n-1-i)
		if node = allocpathChild(node, pc); node == 0 {
			break
		}
		b.path[i] = pc
		b.pathNode[i] = node
		b.pathLen = i + 1
	}
	if i == n {
		id = allocpathStackNumber(node, typ, size, name)
	}
	if id == 0 {
		allocpathAdd(allocpathWordUnknown, 1)
	}
	// Few deep stacks take the room of many: the frames of those to come need some as well.
	if (allocpath.stacks >= allocpath.stacksMax || allocpath.nodes >= allocpath.nodesMax/4*3) && allocpath.depth > allocpathShort {
		allocpath.depth = allocpathShort
		allocpathStore(allocpathHeader(allocpathWordShort), uint64(allocpath.stacks))
	}
	allocpathUnlock()
	return id
}

func allocpathFrame(b *allocpathBlock, i uintptr) uintptr {
	return *(*uintptr)(unsafe.Pointer(b.frames + i*8))
}

// The node of a frame below another; 0 when there is no room.
func allocpathChild(parent uint32, pc uintptr) uint32 {
	if allocpath.nodes*2 >= allocpath.nodeMapSlots && !allocpathGrowNodeMap() {
		return 0
	}
	area := allocpath.base + allocpathHeaderSize
	i := allocpathMix(uint64(parent)<<40^uint64(pc)) & (allocpath.nodeMapSlots - 1)
	for {
		at := allocpath.nodeMap + i*4
		id := allocpathLoad32(at)
		if id == 0 {
			id = uint32(allocpath.nodes)
			if !allocpathReady(&allocpath.nodesReady, allocpathHeaderSize, allocpath.nodes, allocpath.nodesMax, allocpathNodeSize) {
				return 0
			}
			node := area + allocpath.nodes*allocpathNodeSize
			allocpathStore(node, uint64(pc))
			allocpathStore(node+8, uint64(parent))
			allocpath.nodes++
			allocpathStore(allocpathHeader(allocpathWordNodes), uint64(allocpath.nodes))
			allocpathStore32(at, id)
			if pc-firstmoduledata.text > firstmoduledata.etext-firstmoduledata.text {
				allocpathNoteModules()
			}
			return id
		}
		node := area + uintptr(id)*allocpathNodeSize
		if allocpathLoad(node) == uint64(pc) && allocpathLoad32(node+8) == parent {
			return id
		}
		i = (i + 1) & (allocpath.nodeMapSlots - 1)
	}
}

func allocpathStackNumber(node uint32, typ *_type, size uintptr, name string) uint32 {
	if allocpath.stacks*2 >= allocpath.stackMapSlots && !allocpathGrowStackMap() {
		return 0
	}
	area := allocpath.base + uintptr(allocpathLoad(allocpathHeader(allocpathWordStackArea)))
	t := uint64(uintptr(unsafe.Pointer(typ)))
	i := allocpathMix(allocpathStackHash(t, node, size)) & (allocpath.stackMapSlots - 1)
	for {
		at := allocpath.stackMap + i*4
		id := allocpathLoad32(at)
		if id == 0 {
			id = uint32(allocpath.stacks)
			if !allocpathReady(&allocpath.stacksReady, area-allocpath.base, allocpath.stacks, allocpath.stacksMost, allocpathStackSize) {
				return 0
			}
			stack := area + allocpath.stacks*allocpathStackSize
			allocpathStore(stack, t)
			allocpathStore(stack+8, uint64(node))
			allocpathStore(stack+16, uint64(size))
			allocpath.stacks++
			allocpathStore(allocpathHeader(allocpathWordStacks), uint64(allocpath.stacks))
			allocpathStore32(at, id)
			if allocpathForeign(typ) {
				allocpathNoteType(typ, name)
			}
			return id
		}
		stack := area + uintptr(id)*allocpathStackSize
		if allocpathLoad(stack) == t && allocpathLoad32(stack+8) == node && allocpathLoad(stack+16) == uint64(size) {
			return id
		}
		i = (i + 1) & (allocpath.stackMapSlots - 1)
	}
}

func allocpathStackHash(typ uint64, node uint32, size uintptr) uint64 {
	return typ ^ uint64(node)<<32 ^ uint64(size)*allocpathMultiplier
}

func allocpathMix(v uint64) uintptr {
	v ^= v >> 32
	v *= allocpathMultiplier
	v ^= v >> 29
	return uintptr(v)
}

// Whether entry number count of an area can be written: the file system is asked for room in steps.
func allocpathReady(ready *uintptr, area, count, max, size uintptr) bool {
	if count < *ready {
		return true
	}
	if count >= max || allocpathLoad(allocpathHeader(allocpathWordTrouble)) == allocpathTroubleSpace {
		return false
	}
	if errno := allocpathPopulate(area+count*size&^(allocpathReadyStep-1), allocpathReadyStep); errno != 0 {
		allocpathTroubled(allocpathTroubleSpace, errno)
		return false
	}
	*ready = (count*size&^(allocpathReadyStep-1) + allocpathReadyStep) / size
	return true
}

func allocpathGrowNodeMap() bool {
	slots := allocpath.nodeMapSlots * 2
	if slots == 0 {
		slots = 1 << 12
	}
	fresh := allocpathAnonymous(slots * 4)
	if fresh == 0 {
		return false
	}
	area := allocpath.base + allocpathHeaderSize
	for id := uintptr(2); id < allocpath.nodes; id++ {
		node := area + id*allocpathNodeSize
		allocpathPut(fresh, slots, allocpathMix(uint64(allocpathLoad32(node+8))<<40^allocpathLoad(node)), uint32(id))
	}
	if allocpath.nodeMap != 0 {
		allocpathUnmap(allocpath.nodeMap, allocpath.nodeMapSlots*4)
	}
	allocpath.nodeMap, allocpath.nodeMapSlots = fresh, slots
	return true
}

func allocpathGrowStackMap() bool {
	slots := allocpath.stackMapSlots * 2
	if slots == 0 {
		slots = 1 << 12
	}
	fresh := allocpathAnonymous(slots * 4)
	if fresh == 0 {
		return false
	}
	area := allocpath.base + uintptr(allocpathLoad(allocpathHeader(allocpathWordStackArea)))
	for id := uintptr(1); id < allocpath.stacks; id++ {
		stack := area + id*allocpathStackSize
		h := allocpathMix(allocpathStackHash(allocpathLoad(stack), allocpathLoad32(stack+8), uintptr(allocpathLoad(stack+16))))
		allocpathPut(fresh, slots, h, uint32(id))
	}
	if allocpath.stackMap != 0 {
		allocpathUnmap(allocpath.stackMap, allocpath.stackMapSlots*4)
	}
	allocpath.stackMap, allocpath.stackMapSlots = fresh, slots
	return true
}

func allocpathPut(table, slots, h uintptr, id uint32) {
	for i := h & (slots - 1); ; i = (i + 1) & (slots - 1) {
		if at := table + i*4; allocpathLoad32(at) == 0 {
			allocpathStore32(at, id)
			return
		}
	}
}

// Whether a type is none of the program's own.
func allocpathForeign(typ *_type) bool {
	return typ != nil && uintptr(unsafe.Pointer(typ))-firstmoduledata.types >= firstmoduledata.etypes-firstmoduledata.types
}

func allocpathNoteType(typ *_type, s string) {
	size := (32 + uintptr(len(s)) + 7) &^ 7
	if size > allocpathTypeChunk {
		size = allocpathTypeChunk
		s = s[:allocpathTypeChunk-32]
	}
	if allocpath.types+size > allocpath.typesEnd {
		at := allocpathChunk(allocpathKindTypes, 0, allocpathTypeChunk, 0)
		if at == 0 {
			return
		}
		allocpath.types, allocpath.typesEnd = at, at+allocpathTypeChunk
	}
	at := allocpath.types
	allocpathStore(at+8, uint64(typ.Size_))
	allocpathStore(at+16, uint64(typ.PtrBytes))
	allocpathStore(at+24, uint64(len(s)))
	for i := 0; i < len(s); i++ {
		*(*byte)(unsafe.Pointer(at + 32 + uintptr(i))) = s[i]
	}
	allocpathStore(at, uint64(uintptr(unsafe.Pointer(typ))))
	allocpath.types += size
}

// Code outside of the program's own: plugins. A module is listed when a frame of it is seen first.
func allocpathNoteModules() {
	known := allocpathLoad(allocpathHeader(allocpathWordModules))
	i := uint64(0)
	for md := firstmoduledata.next; md != nil && i < allocpathMaxModules; md = md.next {
		if i++; i <= known {
			continue
		}
		name := md.pluginpath
		if name == "" {
			name = md.modulename
		}
		if len(name) > allocpathModuleSize-24 {
			name = name[len(name)-(allocpathModuleSize-24):]
		}
		at := allocpath.base + allocpathOffsetModules + uintptr(i-1)*allocpathModuleSize
		allocpathStore(at, uint64(md.text))
		allocpathStore(at+8, uint64(md.etext))
		allocpathStore(at+16, uint64(len(name)))
		for j := 0; j < len(name); j++ {
			*(*byte)(unsafe.Pointer(at + 24 + uintptr(j))) = name[j]
		}
		allocpathStore(allocpathHeader(allocpathWordModules), i)
	}
}
