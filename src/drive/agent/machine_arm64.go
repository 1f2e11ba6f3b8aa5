package runtime

// include/uapi/asm-generic/unistd.h
const (
	allocpathSysClockGettime = 113
	allocpathSysUnlinkat     = 35
	allocpathSysLinkat       = 37
	allocpathSysFtruncate    = 46
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
	allocpathSysMprotect     = 226
	allocpathSysMadvise      = 233
	allocpathSysPrlimit      = 261
	allocpathSysRenameat2    = 276
)

// The frame pointer of the caller's frame: 8 below its stack pointer, whatever its size (cmd/internal/obj/arm64/obj7.go: preprocess). It points to
// that of the frame above, and the return address lies behind it, as on amd64.
//
//go:nosplit
func allocpathCallerFrame(callerSP uintptr) uintptr { return callerSP - 8 }
