package main

import (
	"os"
	"os/exec"
	"recording/counts"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"
)

func init() {
	ends := map[string]func(){
		"panic":  func() { panic("on purpose") },
		"nil":    func() { println(*never) },
		"exit":   func() { os.Exit(7) },
		"goexit": runtime.Goexit,
		"abort":  func() { die(syscall.SIGABRT) },
		"killed": func() { die(syscall.SIGKILL) },
		"term":   func() { die(syscall.SIGTERM) },
	}
	for name, end := range ends {
		cases[name] = func(end func()) func([]string) {
			return func(args []string) {
				parallel(number(args, 0, 300), 3)
				counts.Print()
				end()
			}
		}(end)
	}
	cases["children"] = func(args []string) {
		parallel(200, 2)
		left := number(args, 0, 2)
		if left == 0 {
			return
		}
		for i := 0; i < 2; i++ {
			child := exec.Command(os.Args[0], "children", strconv.Itoa(left-1))
			child.Stderr = os.Stderr
			if err := child.Run(); err != nil {
				panic(err)
			}
		}
	}
	// The same process, another program in it.
	cases["exec"] = func(args []string) {
		parallel(100, 2)
		left := number(args, 0, 2)
		if left == 0 {
			return
		}
		path, err := syscall.BytePtrFromString(os.Args[0])
		if err != nil {
			panic(err)
		}
		words, err := syscall.SlicePtrFromStrings([]string{os.Args[0], "exec", strconv.Itoa(left - 1)})
		if err != nil {
			panic(err)
		}
		environ, err := syscall.SlicePtrFromStrings(os.Environ())
		if err != nil {
			panic(err)
		}
		counts.Print()
		syscall.RawSyscall(syscall.SYS_EXECVE, uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&words[0])), uintptr(unsafe.Pointer(&environ[0])))
		panic("not reached")
	}
}

var never *int

func die(signal syscall.Signal) {
	syscall.Kill(os.Getpid(), signal)
	// Not asleep: the runtime would report a deadlock at the same time, and two threads that end it may wait for one another.
	for {
		syscall.RawSyscall(syscall.SYS_SCHED_YIELD, 0, 0, 0)
	}
}
