package runtime

import "unsafe"

// Keeps the program beside its record, once for all processes that run it: its addresses mean nothing without it, and `go test` and `go run`
// remove what they built. A second name for the file where that is allowed, a copy elsewhere.
func allocpathKeepBinary() {
	exe := "/proc/self/exe\x00"
	source := uintptr(unsafe.Pointer(unsafe.StringData(exe)))
	at := allocpath.base + allocpathOffsetExe
	if islibrary {
		source = at + 8
		allocpathStore(at, uint64(allocpathLibrary(source, 0xff0)))
	} else {
		n, errno := allocpathCall(allocpathSysReadlinkat, allocpathHere, source, at+8, 0xff0, 0, 0)
		if errno != 0 {
			return
		}
		allocpathStore(at, uint64(n))
	}
	var stat [36]uint64
	if _, errno := allocpathCall(allocpathSysFstatat, allocpathHere, source, uintptr(unsafe.Pointer(&stat)), 0, 0, 0); errno != 0 {
		return
	}
	// st_ino, st_size and st_mtim lie at 8, 48 and 88 on amd64 and arm64 (asm/stat.h).
	record := allocpath.path
	n0 := 0
	for n0 < len(allocpath.directory) && allocpath.directory[n0] != 0 {
		n0++
	}
	n0 = allocpathAppend(n0, "/")
	end := allocpathAppend(n0, "program-")
	end = allocpathAppendNumber(end, uintptr(stat[1]))
	end = allocpathAppend(end, "-")
	end = allocpathAppendNumber(end, uintptr(stat[6]))
	end = allocpathAppend(end, "-")
	end = allocpathAppendNumber(end, uintptr(stat[11]*1000000000+stat[12]))
	allocpath.path[end] = 0
	if allocpathLink(source) || uintptr(stat[6]) < allocpathLimit(allocpathLimitFile) && allocpathCopy(source, end) {
		at = allocpath.base + allocpathOffsetBinary
		for i := n0; i < end; i++ {
			*(*byte)(unsafe.Pointer(at + 8 + uintptr(i-n0))) = allocpath.path[i]
		}
		allocpathStore(at, uint64(end-n0))
	}
	allocpath.path = record
}

func allocpathLink(source uintptr) bool {
	const exists, follow = 17, 0x400
	_, errno := allocpathCall(allocpathSysLinkat, allocpathHere, source, allocpathHere, uintptr(unsafe.Pointer(&allocpath.path[0])), follow, 0)
	return errno == 0 || errno == exists
}

func allocpathCopy(source uintptr, end int) bool {
	in, errno := allocpathCall(allocpathSysOpenat, allocpathHere, source, allocpathReadOnly, 0, 0, 0)
	if errno != 0 {
		return false
	}
	name := allocpath.path
	end = allocpathAppend(end, ".")
	pid, _ := allocpathCall(allocpathSysGetpid, 0, 0, 0, 0, 0, 0)
	end = allocpathAppendNumber(end, pid)
	allocpath.path[end] = 0
	temporary := uintptr(unsafe.Pointer(&allocpath.path[0]))
	out, errno := allocpathCall(allocpathSysOpenat, allocpathHere, temporary, allocpathCreate, 0700, 0, 0)
	done := false
	if errno == 0 {
		for {
			n, errno := allocpathCall(allocpathSysSendfile, out, in, 0, 1<<30, 0, 0)
			if errno != 0 || n == 0 {
				done = errno == 0
				break
			}
		}
		allocpathCall(allocpathSysClose, out, 0, 0, 0, 0, 0)
		if done {
			_, errno = allocpathCall(allocpathSysRenameat2, allocpathHere, temporary, allocpathHere, uintptr(unsafe.Pointer(&name[0])), 0, 0)
			done = errno == 0
		}
		if !done {
			allocpathCall(allocpathSysUnlinkat, allocpathHere, temporary, 0, 0, 0, 0)
		}
	}
	allocpathCall(allocpathSysClose, in, 0, 0, 0, 0, 0)
	allocpath.path = name
	return done
}

// The file of a library (-buildmode=c-shared): the process is its host's. Returns the length of its name, which is there up to a zero byte.
func allocpathLibrary(into, room uintptr) uintptr {
	const size = 4 << 20
	buffer := allocpathAnonymous(size)
	if buffer == 0 {
		return 0
	}
	name := "/proc/self/maps\x00"
	end := buffer + allocpathReadFile(unsafe.StringData(name), buffer, size)
	length := uintptr(0)
	// proc(5): from-to rights offset device inode name
	for at := buffer; at < end && length == 0; at++ {
		from, next := allocpathHexadecimal(at, end)
		to, next := allocpathHexadecimal(next+1, end)
		for at = next; at < end && *(*byte)(unsafe.Pointer(at)) != '\n'; at++ {
			if c := *(*byte)(unsafe.Pointer(at)); length == 0 && c != '/' || firstmoduledata.text < from || firstmoduledata.text >= to || length == room-1 {
				continue
			}
			*(*byte)(unsafe.Pointer(into + length)) = *(*byte)(unsafe.Pointer(at))
			length++
		}
	}
	allocpathUnmap(buffer, size)
	return length
}

func allocpathHexadecimal(at, end uintptr) (v, next uintptr) {
	for ; at < end; at++ {
		switch c := *(*byte)(unsafe.Pointer(at)); {
		case '0' <= c && c <= '9':
			v = v<<4 | uintptr(c-'0')
		case 'a' <= c && c <= 'f':
			v = v<<4 | uintptr(c-'a'+10)
		default:
			return v, at
		}
	}
	return v, at
}
