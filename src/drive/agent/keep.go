package runtime

import "unsafe"

// Keeps the program beside its record, once for all processes that run it: its addresses mean nothing without it, and `go test` and `go run`
// remove what they built. A second name for the file where that is allowed, a copy elsewhere.
func allocpathKeepBinary() {
	exe := "/proc/self/exe\x00"
	source := uintptr(unsafe.Pointer(unsafe.StringData(exe)))
	at := allocpath.base + allocpathOffsetExe
	n, errno := allocpathCall(allocpathSysReadlinkat, allocpathHere, source, at+8, 0xff0, 0, 0)
	if errno != 0 {
		return
	}
	allocpathStore(at, uint64(n))
	var stat [36]uint64
	if _, errno = allocpathCall(allocpathSysFstatat, allocpathHere, source, uintptr(unsafe.Pointer(&stat)), 0, 0, 0); errno != 0 {
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
	if allocpathLink(source) || allocpathCopy(source, end) {
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
