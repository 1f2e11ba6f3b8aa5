// Command places allocates at places that are hard to walk away from, and says what the runtime's own unwinder finds there.
package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"reflect"
	"runtime"
	"sort"
	"strings"
	"sync"
	"syscall"
	"text/template"
	"time"
)

var (
	kept   []byte
	number = 10_000
	lock   sync.Mutex
	never  *int
)

// mark allocates an object of a size that no other has, and prints the stack.
//
//go:noinline
func mark(place string) {
	lock.Lock()
	defer lock.Unlock()
	number += 8
	allocate(number)
	pcs := make([]uintptr, 500)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	print("STACK ", place, " ", number)
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		print(" ", strings.ReplaceAll(frame.Function, " ", "_"))
	}
	println()
}

//go:noinline
func allocate(n int) { kept = make([]byte, n) }

type shape interface{ draw(string) }

type square struct{ side int }

func (s square) draw(place string) { mark(place) }

func (s square) Draw(place string) { mark(place) }

type holder struct{ shape }

func generic[T any](v T, place string) T {
	mark(place)
	return v
}

//go:noinline
func grown(depth int, place string) int {
	var frame [64]int
	if depth == 0 {
		mark(place)
		return 0
	}
	frame[depth%64] = grown(depth-1, place)
	return frame[depth%64] + 1
}

func panics(how func()) {
	defer func() { recover() }()
	defer mark("deferred while panicking")
	how()
}

func wait(start func(done func())) {
	var all sync.WaitGroup
	all.Add(1)
	start(all.Done)
	all.Wait()
}

func init() { mark("init") }

var global = func() int { mark("initialiser"); return 1 }()

func main() {
	mark("main")
	func() { mark("closure") }()
	square{1}.draw("method")
	shape(square{2}).draw("through an interface")
	holder{square{3}}.draw("promoted")
	bound := square{4}.draw
	bound("method value")
	generic(1, "generic")
	generic("x", "generic of another shape")
	grown(200, "on a grown stack")
	defer mark("deferred at the end")
	func() {
		for i := 0; i < 2; i++ {
			defer func() { mark("deferred in a loop") }()
		}
	}()
	panics(func() { panic("on purpose") })
	panics(func() { println(*never) })
	panics(func() { println(1 / len(os.Args[1:])) })
	panics(func() { panic(errors.New("x")) })
	panics(func() { runtime.Gosched(); var m map[string]int; m["x"] = 1 })
	reflect.ValueOf(mark).Call([]reflect.Value{reflect.ValueOf("reflect.Call")})
	reflect.ValueOf(square{5}).Method(0).Call([]reflect.Value{reflect.ValueOf("reflect.Method")})
	reflect.ValueOf(square{6}).Method(0).Interface().(func(string))("method value of reflect")
	made := reflect.MakeFunc(reflect.TypeOf(func(string) {}), func(args []reflect.Value) []reflect.Value {
		mark(args[0].String())
		return nil
	})
	made.Interface().(func(string))("reflect.MakeFunc")
	called := 0
	sort.Slice([]int{3, 1, 2}, func(i, j int) bool {
		if called++; called == 1 {
			mark("compared")
		}
		return i < j
	})
	var once sync.Once
	once.Do(func() { mark("once") })
	strings.Map(func(r rune) rune { mark("mapped"); return r }, "x")
	template.Must(template.New("").Funcs(template.FuncMap{"f": func() string { mark("in a template"); return "" }}).Parse("{{range .}}{{f}}{{end}}")).Execute(os.Stderr, []int{1})
	wait(func(done func()) { go func() { defer done(); mark("goroutine") }() })
	wait(func(done func()) { go started(done, "goroutine of a function") })
	wait(func(done func()) { time.AfterFunc(time.Millisecond, func() { mark("timer"); done() }) })
	wait(func(done func()) {
		ctx, cancel := context.WithCancel(context.Background())
		context.WithCancel(ctx)
		go func() { <-ctx.Done(); mark("woken"); done() }()
		runtime.Gosched()
		cancel()
	})
	wait(func(done func()) {
		runtime.SetFinalizer(&[3]*int{}, func(*[3]*int) { mark("finalizer"); done() })
		runtime.GC()
	})
	wait(func(done func()) {
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGUSR1)
		go func() { <-c; mark("signalled"); done() }()
		syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	})
	wait(func(done func()) { go func() { defer done(); defer mark("goexit"); runtime.Goexit() }() })
	newer()
}

//go:noinline
func started(done func(), place string) {
	defer done()
	mark(place)
}
