package main

import (
	"runtime"
	"strings"
)

func init() {
	// What the runtime's own profile says was allocated at each line: run it with GODEBUG=memprofilerate=1.
	cases["profile"] = func(args []string) {
		parallel(number(args, 0, 500), 3)
		// Published two collections later.
		runtime.GC()
		runtime.GC()
		records := make([]runtime.MemProfileRecord, 20_000)
		n, ok := runtime.MemProfile(records, true)
		if !ok {
			panic(n)
		}
		for _, record := range records[:n] {
			frames := runtime.CallersFrames(record.Stack())
			for {
				frame, more := frames.Next()
				if !strings.HasPrefix(frame.Function, "runtime.") && !strings.HasPrefix(frame.Function, "internal/runtime/") {
					println("PROFILE", frame.Function, frame.Line, record.AllocObjects, record.AllocBytes)
					break
				}
				if !more {
					break
				}
			}
		}
	}
}
