// The record of one process: a sparse file that is mapped once, at the first allocation, and written in place. Nothing is flushed, so a
// process that is killed leaves what it had recorded; nothing is opened again, so it may change its root, its user and its descriptors.
//
// All state is words outside the Go heap: no pointers, hence no write barriers, nothing for the collector, and no allocation.
// The reader is src/read/recording/process-record.ts; both state the same offsets.

package runtime

const (
	allocpathMagic   = 0x31686361706f6c61 // "alopach1", little endian
	allocpathVersion = 1

	// Header, in words of 8 bytes. Strings lie behind the words: each a length in 8 bytes, then its bytes.
	allocpathWordMagic       = 0
	allocpathWordVersion     = 1
	allocpathWordState       = 2 // 1 running, 2 ended by itself, 3 ended by the race detector, which chooses the exit code
	allocpathWordExit        = 3
	allocpathWordPid         = 4
	allocpathWordParent      = 5
	allocpathWordMode        = 6 // bits allocpathMode…
	allocpathWordRate        = 7 // bytes between samples; 0: every allocation
	allocpathWordDepth       = 8
	allocpathWordPcHeader    = 9  // address of the symbol table's header: how far the program lies from its file
	allocpathWordText        = 10 // runtime.text
	allocpathWordEtext       = 11
	allocpathWordTypes       = 12
	allocpathWordEtypes      = 13
	allocpathWordWall        = 14 // nanoseconds since 1970 when recording began
	allocpathWordNano        = 15 // runtime.nanotime at the same moment
	allocpathWordEndNano     = 16 // ... when the process ended by itself
	allocpathWordChunks      = 17 // entries of the chunk directory
	allocpathWordNodes       = 18 // nodes of the stack tree, the two reserved ones included
	allocpathWordStacks      = 19 // stacks, the reserved one included
	allocpathWordUnknown     = 20 // stacks that were recorded without their frames, for want of room
	allocpathWordLostEvents  = 21 // events that found no room
	allocpathWordTrouble     = 22 // allocpathTrouble…
	allocpathWordTroubleCode = 23 // errno
	allocpathWordMapped      = 24 // bytes of the file
	allocpathWordUsed        = 25 // bytes behind the fixed areas that are handed out
	allocpathWordNodeArea    = 26 // offset of the nodes
	allocpathWordStackArea   = 27 // offset of the stacks
	allocpathWordChunkArea   = 28 // offset of everything else
	allocpathWordRace        = 29
	allocpathWordTicks       = 30 // runtime.cputicks when recording began
	allocpathWordModules     = 31 // modules beside the program: plugins
	allocpathWordShort       = 32 // stacks there were when those that followed began to be cut short; 0: they were not
	allocpathWordLostPs      = 33 // 1 when a P found no room for counters
	// What was allocated on Ps without counters.
	allocpathWordLostAllocations = 34
	allocpathWordLostBytes       = 35
	allocpathWordLostSlots       = 36

	allocpathOffsetVersion = 0x400  // runtime.buildVersion
	allocpathOffsetExe     = 0x800  // /proc/self/exe
	allocpathOffsetBinary  = 0x1800 // name of the copy of the program in the directory of the record
	allocpathOffsetCommand = 0x2000 // argv, each ended by a zero byte
	allocpathCommandSize   = 0x5800
	allocpathOffsetModules = 0x8000 // {text, etext u64, name length u64, name 104 bytes}
	allocpathModuleSize    = 128
	allocpathMaxModules    = 256
	allocpathOffsetChunks  = 0x10000 // directory: {kind u32, owner u32, offset u64, length u64, extra u64}
	allocpathMaxChunks     = (allocpathHeaderSize - allocpathOffsetChunks) / 32
	allocpathHeaderSize    = 1 << 20

	allocpathKindTable  = 1 // counters of one P: extra = slots << 1 | complete
	allocpathKindEvents = 2 // events of one P
	allocpathKindTypes  = 3 // types made while running: {address, size, pointer bytes, name length u64, name}

	allocpathModeEvents = 1
	allocpathModeFrees  = 2
	allocpathModeFull   = 4 // recursion is not folded
	allocpathModeSample = 8

	allocpathTroubleNone  = 0
	allocpathTroubleSpace = 1 // the file system is full
	allocpathTroubleLimit = 2 // the record has reached its size
)

// A node is {pc u64, parent u32, 0 u32}: the return address of a frame, and the node of the frame that called it. Node 0 is the bottom
// of every stack, node 1 stands for frames beyond the depth that was asked for.
const (
	allocpathNodeSize = 16
	allocpathCutNode  = 1
)

// A stack is {type u64, node u32, 0 u32, size u64, hash u64}; size is 0 unless allocations are sampled. Stack 0 is the unknown one.
const allocpathStackSize = 32

const (
	allocpathMostNodes  = 1 << 24
	allocpathMostStacks = 1 << 22
)

// A table is slots × {hash u64, allocations u64, requested bytes u64, bytes taken from the heap u64}, then slots × stack u32.
const allocpathEntrySize = 32

// An event is {tag u32, size u32, address u64}. Its first word is written last and never zero, so that what is torn reads as the end.
// Tags below allocpathTagFirst are stacks.
const (
	allocpathEventSize = 16
	allocpathTagFree   = 0xfffffffe // size of the slot, address
	allocpathTagG      = 0xfffffffd // goroutine id in place of the address
	allocpathTagBig    = 0xfffffffc // upper half of the next event's size
	allocpathTagClock  = 0xfffffffb // sweep generation, and 1 while the collector marks, as size, nanotime in place of the address
	allocpathTagFirst  = 0xfffffff0
)
