package runtime

import (
	"allocpath/syscall"
	"unsafe"
)

const (
	allocpathProtNone     = 0
	allocpathProtRW       = 3
	allocpathMapShared    = 1
	allocpathMapAnon      = 0x22
	allocpathMapNoReserve = 0x4000
	// Gives pages of a mapping room in the file, and an error where a store would be a SIGBUS: Linux 5.14 (madvise(2)).
	allocpathPopulateWrite = 23
	allocpathDontDump      = 16

	allocpathCreate   = 0x80 | 0x40 | 0x80000 | 2 // O_EXCL O_CREAT O_CLOEXEC O_RDWR
	allocpathReadOnly = 0x80000

	allocpathHere = ^uintptr(99) // AT_FDCWD
)

func allocpathCall(number, a, b, c, d, e, f uintptr) (uintptr, uintptr) {
	r, _, errno := syscall.Syscall6(number, a, b, c, d, e, f)
	return r, errno
}

func allocpathAnonymous(size uintptr) uintptr {
	a, errno := allocpathCall(allocpathSysMmap, 0, size, allocpathProtRW, allocpathMapAnon|allocpathMapNoReserve, ^uintptr(0), 0)
	if errno != 0 {
		return 0
	}
	return a
}

func allocpathUnmap(address, size uintptr) {
	allocpathCall(allocpathSysMunmap, address, size, 0, 0, 0, 0)
}

// Makes a part of the mapping accessible and gives it room in the file, so that no store to it can end the program. Returns an errno. The part
// has not been written to. What is not needed yet is no memory: a program that locks its own (mlockall) would lock all that can be read.
func allocpathPopulate(offset, size uintptr) uintptr {
	at := allocpath.base + offset&^(allocpath.page-1)
	end := allocpath.base + (offset+size+allocpath.page-1)&^(allocpath.page-1)
	if _, errno := allocpathCall(allocpathSysMprotect, at, end-at, allocpathProtRW, 0, 0, 0); errno != 0 {
		return errno
	}
	if _, errno := allocpathCall(allocpathSysMadvise, at, end-at, allocpathPopulateWrite, 0, 0, 0); errno == 0 {
		return 0
	}
	// An older kernel, unless there is no room. A system call that stores to memory then says EFAULT.
	for ; at < end; at += allocpath.page {
		if _, errno := allocpathCall(allocpathSysClockGettime, 0, at, 0, 0, 0, 0); errno != 0 {
			return errno
		}
		allocpathStore(at, 0)
		allocpathStore(at+8, 0)
	}
	return 0
}

// Reads a small file of /proc into memory of the caller.
func allocpathReadFile(name *byte, into uintptr, size uintptr) uintptr {
	fd, errno := allocpathCall(allocpathSysOpenat, allocpathHere, uintptr(unsafe.Pointer(name)), allocpathReadOnly, 0, 0, 0)
	if errno != 0 {
		return 0
	}
	done := uintptr(0)
	for done < size {
		n, errno := allocpathCall(allocpathSysRead, fd, into+done, size-done, 0, 0, 0)
		if errno == 4 { // EINTR
			continue
		}
		if errno != 0 || n == 0 {
			break
		}
		done += n
	}
	allocpathCall(allocpathSysClose, fd, 0, 0, 0, 0, 0)
	return done
}
