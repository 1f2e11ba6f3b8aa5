package runtime

import "unsafe"

// Turns recording on or off, once: at the first allocation, when there is one thread. Nothing is said when the directory is not there, or
// not for this user: the program's output is its own. allocpath sees that there is no record.
func allocpathStart() {
	directory, options, buffer := allocpathSettings()
	on := directory != nil && allocpathOpen(directory, options)
	if buffer != 0 {
		allocpathUnmap(buffer, allocpathEnvironment)
	}
	if !on {
		allocpath.state = allocpathOff
		return
	}
	allocpathFrees = allocpath.mode&allocpathModeFrees != 0
	allocpath.boot = allocpathNewBlock()
	allocpath.state = allocpathOn
}

const allocpathEnvironment = 4 << 20

// The environment of the process lies behind its arguments; a library whose host does not hand them on reads /proc. Into buffer, which the
// settings point into.
func allocpathSettings() (directory, options *byte, buffer uintptr) {
	if argv != nil {
		for i := argc + 1; ; i++ {
			s := argv_index(argv, i)
			if s == nil {
				return
			}
			allocpathSetting(s, &directory, &options)
		}
	}
	buffer = allocpathAnonymous(allocpathEnvironment)
	if buffer == 0 {
		return
	}
	name := "/proc/self/environ\x00"
	n := allocpathReadFile(unsafe.StringData(name), buffer, allocpathEnvironment-1)
	for i := uintptr(0); i < n; {
		allocpathSetting((*byte)(unsafe.Pointer(buffer+i)), &directory, &options)
		for i < n && *(*byte)(unsafe.Pointer(buffer + i)) != 0 {
			i++
		}
		i++
	}
	return
}

func allocpathSetting(s *byte, directory, options **byte) {
	if v := allocpathAfter(s, "ALLOCPATH_RECORD="); v != nil {
		*directory = v
	} else if v := allocpathAfter(s, "ALLOCPATH_OPTIONS="); v != nil {
		*options = v
	}
}

func allocpathAfter(s *byte, prefix string) *byte {
	for i := 0; i < len(prefix); i++ {
		if *(*byte)(add(unsafe.Pointer(s), uintptr(i))) != prefix[i] {
			return nil
		}
	}
	return (*byte)(add(unsafe.Pointer(s), uintptr(len(prefix))))
}

// The options are letters with numbers: m1,d64,r0,l16384.
func allocpathOption(s *byte, letter byte, otherwise uintptr) uintptr {
	if s == nil {
		return otherwise
	}
	for i := uintptr(0); ; i++ {
		c := *(*byte)(add(unsafe.Pointer(s), i))
		if c == 0 {
			return otherwise
		}
		if c != letter {
			continue
		}
		v := uintptr(0)
		for i++; ; i++ {
			c = *(*byte)(add(unsafe.Pointer(s), i))
			if c < '0' || c > '9' {
				return v
			}
			v = v*10 + uintptr(c-'0')
		}
	}
}

// Makes and maps the file. As large as it may be: it is sparse, and growing it later would need its name again.
func allocpathOpen(directory, options *byte) bool {
	length := uintptr(0)
	for ; *(*byte)(add(unsafe.Pointer(directory), length)) != 0; length++ {
		if length == uintptr(len(allocpath.directory))-1 {
			return false
		}
		allocpath.directory[length] = *(*byte)(add(unsafe.Pointer(directory), length))
	}
	if length == 0 {
		return false
	}
	pid, _ := allocpathCall(allocpathSysGetpid, 0, 0, 0, 0, 0, 0)
	started := uintptr(nanotime())
	n := copy(allocpath.path[:], allocpath.directory[:length])
	n = allocpathAppend(n, "/")
	n = allocpathAppendNumber(n, pid)
	n = allocpathAppend(n, "-")
	n = allocpathAppendNumber(n, started)
	allocpathAppend(n, ".record\x00")

	allocpath.mode = allocpathOption(options, 'm', 0)
	allocpath.rate = allocpathOption(options, 'r', 0)
	allocpath.rate = min(allocpath.rate, 1<<40)
	if allocpath.rate != 0 {
		// Samples are few; they are counted by stack and size.
		allocpath.mode = allocpath.mode&allocpathModeFull | allocpathModeSample
	}
	allocpath.depth = allocpathOption(options, 'd', 128)
	if allocpath.depth == 0 || allocpath.depth > allocpathMaxDepth {
		allocpath.depth = allocpathMaxDepth
	}
	size := allocpathOption(options, 'l', 16<<10) << 20
	size = min(size, allocpathLimit(allocpathLimitFile), allocpathLimit(allocpathLimitAddresses)/8)
	allocpath.page = max(physPageSize, 4096)
	fd, errno := allocpathCall(allocpathSysOpenat, allocpathHere, uintptr(unsafe.Pointer(&allocpath.path[0])), allocpathCreate, 0600, 0, 0)
	if errno != 0 {
		return false
	}
	for ; size >= 8<<20; size >>= 1 {
		size &^= 0xffff
		if _, errno = allocpathCall(allocpathSysFtruncate, fd, size, 0, 0, 0, 0); errno != 0 {
			continue
		}
		allocpath.base, errno = allocpathCall(allocpathSysMmap, 0, size, allocpathProtNone, allocpathMapShared|allocpathMapNoReserve, fd, 0)
		if errno == 0 {
			break
		}
		allocpath.base = 0
	}
	allocpathCall(allocpathSysClose, fd, 0, 0, 0, 0, 0)
	if allocpath.base == 0 || allocpathPopulate(0, allocpathFirstReady) != 0 {
		allocpathCall(allocpathSysUnlinkat, allocpathHere, uintptr(unsafe.Pointer(&allocpath.path[0])), 0, 0, 0, 0)
		return false
	}
	allocpathCall(allocpathSysMadvise, allocpath.base, size, allocpathDontDump, 0, 0, 0)
	allocpath.size = size
	allocpathLayOut(options)
	allocpathDescribe(pid, started)
	return true
}

const (
	allocpathLimitFile      = 1 // RLIMIT_FSIZE: a larger file would be a SIGXFSZ
	allocpathLimitAddresses = 9 // RLIMIT_AS: the rest is for the program
)

func allocpathLimit(which uintptr) uintptr {
	var limit [2]uintptr
	if _, errno := allocpathCall(allocpathSysPrlimit, 0, which, 0, uintptr(unsafe.Pointer(&limit)), 0, 0); errno != 0 {
		return ^uintptr(0)
	}
	return limit[0]
}

func allocpathLayOut(options *byte) {
	area := allocpath.size / 16 &^ 0xffff
	allocpath.nodesMax = min(area/allocpathNodeSize, allocpathMostNodes)
	allocpath.stacksMost = min(area/allocpathStackSize, allocpathMostStacks)
	allocpath.stacksMax = min(allocpath.stacksMost, allocpathOption(options, 's', 1<<20))
	allocpath.nodes = 2
	allocpath.stacks = 1
	allocpath.next = allocpathHeaderSize + 2*area
	allocpath.limit = allocpath.size
	allocpath.reserve = area
	allocpathStore(allocpathHeader(allocpathWordNodeArea), allocpathHeaderSize)
	allocpathStore(allocpathHeader(allocpathWordStackArea), uint64(allocpathHeaderSize+area))
	allocpathStore(allocpathHeader(allocpathWordChunkArea), uint64(allocpath.next))
	allocpathStore(allocpathHeader(allocpathWordNodes), 2)
	allocpathStore(allocpathHeader(allocpathWordStacks), 1)
	allocpathStore(allocpathHeader(allocpathWordMapped), uint64(allocpath.size))
}

func allocpathDescribe(pid, started uintptr) {
	md := &firstmoduledata
	parent, _ := allocpathCall(allocpathSysGetppid, 0, 0, 0, 0, 0, 0)
	// runtime.walltime is not there on amd64.
	var wall [2]uintptr
	allocpathCall(allocpathSysClockGettime, 0, uintptr(unsafe.Pointer(&wall)), 0, 0, 0, 0)
	for _, w := range [...]struct{ word, value uintptr }{
		{allocpathWordVersion, allocpathVersion},
		{allocpathWordPid, pid},
		{allocpathWordParent, parent},
		{allocpathWordMode, allocpath.mode},
		{allocpathWordRate, allocpath.rate},
		{allocpathWordDepth, allocpath.depth},
		{allocpathWordPcHeader, uintptr(unsafe.Pointer(md.pcHeader))},
		{allocpathWordText, md.text},
		{allocpathWordEtext, md.etext},
		{allocpathWordTypes, md.types},
		{allocpathWordEtypes, md.etypes},
		{allocpathWordWall, wall[0]*1000000000 + wall[1]},
		{allocpathWordNano, started},
		{allocpathWordTicks, uintptr(cputicks())},
	} {
		allocpathStore(allocpathHeader(w.word), uint64(w.value))
	}
	if raceenabled {
		allocpathStore(allocpathHeader(allocpathWordRace), 1)
	}
	at := allocpath.base + allocpathOffsetVersion
	allocpathStore(at, uint64(len(buildVersion)))
	for i := 0; i < len(buildVersion) && i < 0x300; i++ {
		*(*byte)(unsafe.Pointer(at + 8 + uintptr(i))) = buildVersion[i]
	}
	allocpathCommand()
	allocpathKeepBinary()
	allocpathStore(allocpathHeader(allocpathWordState), 1)
	// Last: without it the file is no record.
	allocpathStore(allocpathHeader(allocpathWordMagic), allocpathMagic)
}

func allocpathCommand() {
	at := allocpath.base + allocpathOffsetCommand
	if argv == nil {
		name := "/proc/self/cmdline\x00"
		allocpathStore(at, uint64(allocpathReadFile(unsafe.StringData(name), at+8, allocpathCommandSize)))
		return
	}
	n := uintptr(0)
	for i := int32(0); i < argc; i++ {
		s := argv_index(argv, i)
		for j := uintptr(0); n < allocpathCommandSize-1; j++ {
			c := *(*byte)(add(unsafe.Pointer(s), j))
			*(*byte)(unsafe.Pointer(at + 8 + n)) = c
			n++
			if c == 0 {
				break
			}
		}
	}
	allocpathStore(at, uint64(n))
}

// Called in place of exit wherever the runtime ends the process by itself.
//
//go:nosplit
func allocpathExit(code int32) {
	if allocpath.state == allocpathOn {
		allocpathStore(allocpathHeader(allocpathWordExit), uint64(uint32(code)))
		allocpathStore(allocpathHeader(allocpathWordEndNano), uint64(nanotime()))
		allocpathStore(allocpathHeader(allocpathWordState), 2)
	}
	exit(code)
}

// Called in place of racefini, which ends the process with a code of its own and does not return.
//
//go:nosplit
func allocpathRacefini() {
	if allocpath.state == allocpathOn {
		allocpathStore(allocpathHeader(allocpathWordEndNano), uint64(nanotime()))
		allocpathStore(allocpathHeader(allocpathWordState), 3)
	}
	racefini()
}

func allocpathAppend(n int, s string) int {
	return n + copy(allocpath.path[n:], s)
}

func allocpathAppendNumber(n int, v uintptr) int {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + v%10)
		v /= 10
		if v == 0 {
			break
		}
	}
	return n + copy(allocpath.path[n:], digits[i:])
}
