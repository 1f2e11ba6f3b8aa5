package runtime

import (
	"allocpath/syscall"
	"unsafe"
)

const (
	allocpathProtRW       = 3
	allocpathMapShared    = 1
	allocpathMapAnon      = 0x22
	allocpathMapNoReserve = 0x4000
	// linux/mman.h. Gives pages of a mapping room in the file, and an error where a store would be a SIGBUS: Linux 5.14.
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

// Gives a part of the mapping room in the file, so that no store to it can end the program. Returns an errno.
func allocpathPopulate(offset, size uintptr) uintptr {
	const page = 4096
	from := offset &^ (page - 1)
	size = (offset + size - from + page - 1) &^ (page - 1)
	_, errno := allocpathCall(allocpathSysMadvise, allocpath.base+from, size, allocpathPopulateWrite, 0, 0, 0)
	if errno != 22 { // EINVAL: an older kernel
		return errno
	}
	// The way of older kernels needs the file again, which the program may have moved out of reach.
	fd, errno := allocpathCall(allocpathSysOpenat, allocpathHere, uintptr(unsafe.Pointer(&allocpath.path[0])), allocpathReadOnly|2, 0, 0, 0)
	if errno != 0 {
		return errno
	}
	_, errno = allocpathCall(allocpathSysFallocate, fd, 0, from, size, 0, 0)
	allocpathCall(allocpathSysClose, fd, 0, 0, 0, 0, 0)
	return errno
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
