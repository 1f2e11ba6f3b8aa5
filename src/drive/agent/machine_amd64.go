package runtime

import "unsafe"

// arch/x86/entry/syscalls/syscall_64.tbl
const (
	allocpathSysClockGettime = 228
	allocpathSysRead         = 0
	allocpathSysClose        = 3
	allocpathSysMmap         = 9
	allocpathSysMprotect     = 10
	allocpathSysMunmap       = 11
	allocpathSysMadvise      = 28
	allocpathSysGetpid       = 39
	allocpathSysSendfile     = 40
	allocpathSysFtruncate    = 77
	allocpathSysGetppid      = 110
	allocpathSysOpenat       = 257
	allocpathSysFstatat      = 262
	allocpathSysUnlinkat     = 263
	allocpathSysRenameat2    = 316
	allocpathSysLinkat       = 265
	allocpathSysReadlinkat   = 267
	allocpathSysPrlimit      = 302
)

// The frame pointer of the caller's frame, which the prologue has saved below the return address.
//
//go:nosplit
func allocpathCallerFrame(callerSP uintptr) uintptr {
	return *(*uintptr)(unsafe.Pointer(callerSP - 16))
}
