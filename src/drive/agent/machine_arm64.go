package runtime

import "unsafe"

// include/uapi/asm-generic/unistd.h
const (
	allocpathSysClockGettime = 113
	allocpathSysUnlinkat     = 35
	allocpathSysLinkat       = 37
	allocpathSysFtruncate    = 46
	allocpathSysFallocate    = 47
	allocpathSysOpenat       = 56
	allocpathSysClose        = 57
	allocpathSysRead         = 63
	allocpathSysSendfile     = 71
	allocpathSysReadlinkat   = 78
	allocpathSysFstatat      = 79
	allocpathSysGetpid       = 172
	allocpathSysGetppid      = 173
	allocpathSysMunmap       = 215
	allocpathSysMmap         = 222
	allocpathSysMadvise      = 233
	allocpathSysPrlimit      = 261
	allocpathSysRenameat2    = 276
)

// The frame pointer of the caller's frame. Where it is saved depends on the size of the frame.
func allocpathCallerFrame(callerSP uintptr) uintptr { return *(*uintptr)(unsafe.Pointer(getfp())) }
