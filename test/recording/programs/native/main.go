// Command native calls C, is called by C, and dies in C.
package main

/*
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

extern int fromC(int n);

static int callBack(int n) { return fromC(n) + 1; }

// C frames without frame pointers between two of Go.
__attribute__((noinline, optimize("omit-frame-pointer"))) static int nested(int n) {
	volatile char space[200];
	space[n % 200] = (char)n;
	return callBack(n) + space[n % 200];
}

static void *onThread(void *n) {
	for (int i = 0; i < 50; i++) nested((int)(long)n + i);
	return NULL;
}

static void threads(int count) {
	pthread_t all[64];
	for (int i = 0; i < count; i++) pthread_create(&all[i], NULL, onThread, (void *)(long)(i * 1000));
	for (int i = 0; i < count; i++) pthread_join(all[i], NULL);
}

static void fault(void) { *(volatile int *)0 = 1; }
static void finish(int code) { exit(code); }
*/
import "C"

import (
	"os"
	"recording/counts"
	"runtime"
	"strconv"
)

var kept []any

//export fromC
func fromC(n C.int) C.int {
	text := strconv.Itoa(int(n) + 1000)
	list := make([]*string, n%50+1)
	list[0] = &text
	deeper(30)
	if n%10 == 0 {
		runtime.Gosched()
	}
	if n > 0 && n%7 == 0 {
		return C.nested(n/7-1) + C.int(len(list))
	}
	return C.int(len(list))
}

//go:noinline
func deeper(n int) *[100]int {
	if n == 0 {
		return new([100]int)
	}
	return deeper(n - 1)
}

func main() {
	for i := 0; i < 300; i++ {
		C.nested(C.int(i))
	}
	C.threads(8)
	done := make(chan bool)
	for i := 0; i < 4; i++ {
		go func() {
			C.threads(4)
			C.nested(5000)
			done <- true
		}()
	}
	for i := 0; i < 4; i++ {
		<-done
	}
	runtime.GC()
	counts.Print()
	switch os.Args[1] {
	case "fault":
		C.fault()
	case "abort":
		C.abort()
	case "exit":
		C.finish(9)
	}
}
