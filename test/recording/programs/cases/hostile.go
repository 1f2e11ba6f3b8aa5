package main

import (
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"unsafe"
)

func init() {
	// What a process can do to itself between two allocations.
	changes := map[string]func(args []string){
		"chroot": func(args []string) {
			must(syscall.Chroot(args[0]))
			must(syscall.Chdir("/"))
		},
		"setuid": func(args []string) {
			must(syscall.Setgroups(nil))
			must(syscall.Setgid(65534))
			must(syscall.Setuid(65534))
		},
		"close": func(args []string) {
			for fd := 3; fd < 1024; fd++ {
				name, _ := os.Readlink("/proc/self/fd/" + strconv.Itoa(fd))
				if strings.HasSuffix(name, ".record") {
					panic(name)
				}
				// Those of the poller; without them the runtime stops the program.
				if !strings.HasPrefix(name, "anon_inode:") && !strings.HasPrefix(name, "pipe:") {
					syscall.Close(fd)
				}
			}
		},
		"chdir": func(args []string) { must(syscall.Chdir("/")) },
		"lock": func(args []string) {
			const current, future = 1, 2
			if _, _, errno := syscall.RawSyscall(syscall.SYS_MLOCKALL, current|future, 0, 0); errno != 0 {
				panic(errno)
			}
		},
		"nothing": func(args []string) {},
	}
	for name, change := range changes {
		cases[name] = func(change func([]string)) func([]string) {
			return func(args []string) {
				parallel(50, 2)
				change(args)
				parallel(500, 2)
				for i := uint(0); i < 3000; i++ {
					path(i)
				}
			}
		}(change)
	}
	// Counts its allocations in a file, until it is killed.
	cases["tight"] = func(args []string) {
		file, err := os.OpenFile(args[0], os.O_RDWR, 0)
		must(err)
		page, err := syscall.Mmap(int(file.Fd()), 0, 4096, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
		must(err)
		for i := 1; i < number(args, 1, 1); i++ {
			go tight(&page[i*64])
		}
		tight(&page[0])
	}
	cases["deep"] = func(args []string) {
		debug.SetMaxStack(1 << 30)
		// A goroutine, so that its stack and not that of the system is the limit.
		done := make(chan int)
		go func() { done <- deep(number(args, 0, 1_000_000)) }()
		<-done
	}
	// What is mapped: one line each.
	cases["maps"] = func(args []string) {
		text, err := os.ReadFile("/proc/self/maps")
		must(err)
		os.Stdout.Write(text)
	}
	cases["tree"] = func(args []string) { kept = tree(number(args, 0, 16)) }
	// As many stacks as there are numbers.
	cases["paths"] = func(args []string) {
		for i := 0; i < number(args, 0, 5000); i++ {
			path(uint(i))
		}
	}
	// Types that are made while it runs.
	cases["types"] = func(args []string) {
		kept = new(int)
		for i := 1; i < number(args, 0, 200); i++ {
			kept = reflect.New(reflect.ArrayOf(i, reflect.TypeOf(kept))).Interface()
			name := "F" + strconv.Itoa(i)
			kept = reflect.New(reflect.StructOf([]reflect.StructField{{Name: name, Type: reflect.TypeOf(i)}})).Interface()
		}
	}
}

var kept any

func must(err error) {
	if err != nil {
		panic(err)
	}
}

//go:noinline
func tight(counter *byte) {
	runtime.LockOSThread()
	var last *node
	for n := uint64(1); ; n++ {
		last = one(last)
		atomic.StoreUint64((*uint64)(unsafe.Pointer(counter)), n)
	}
}

//go:noinline
func one(last *node) *node {
	if last != nil {
		last.left = nil
	}
	return &node{left: last}
}

//go:noinline
func deep(left int) int {
	if left%100_000 == 0 {
		for i := 0; i < 10; i++ {
			kept = make([]int, 10)
		}
	}
	if left == 0 {
		return 0
	}
	return deep(left-1) + 1
}
