package main

import (
	"bytes"
	"container/heap"
	"flag"
	"io"
	"io/fs"
	"runtime"
	"sort"
	"strings"
	"sync"
	"testing/fstest"
	"text/tabwriter"
	"time"
	"unicode"
)

type byName []*node

func (b byName) Len() int           { return len(b) }
func (b byName) Less(i, j int) bool { stop("sort-less"); return b[i].name < b[j].name }
func (b byName) Swap(i, j int)      { stop("sort-swap"); b[i], b[j] = b[j], b[i] }
func (b *byName) Push(v any)        { stop("heap-push"); *b = append(*b, v.(*node)) }
func (b *byName) Pop() any {
	stop("heap-pop")
	last := (*b)[len(*b)-1]
	*b = (*b)[:len(*b)-1]
	return last
}

type reader struct{ r io.Reader }

func (r reader) Read(p []byte) (int, error) { stop("reader"); return r.r.Read(p) }

type writer struct{ w io.Writer }

func (w writer) Write(p []byte) (int, error) { stop("writer"); return w.w.Write(p) }

func callbacks() {
	list := byName{}
	for _, c := range "qwertyuiopasdfghjklzxcvbnm" {
		list = append(list, newNode(string(c)))
	}
	sort.Sort(list)
	sort.Stable(sort.Reverse(list))
	sort.Slice(list, func(i, j int) bool { stop("sort-slice"); return list[i].name < list[j].name })
	_ = sort.Search(len(list), func(i int) bool { stop("sort-search"); return list[i].name > "k" })
	heap.Init(&list)
	heap.Push(&list, newNode("!"))
	use(heap.Pop(&list).(*node))
	_ = strings.Map(func(r rune) rune { stop("strings-map"); return unicode.ToUpper(r) }, "aé")
	_ = strings.FieldsFunc("a b", func(r rune) bool { stop("fields"); return r == ' ' })
	_ = bytes.TrimFunc([]byte(" x "), func(r rune) bool { stop("trim"); return r == ' ' })
	var out bytes.Buffer
	_, _ = io.Copy(writer{&out}, reader{strings.NewReader("some text")})
	_, _ = io.ReadAll(io.TeeReader(reader{strings.NewReader("more text")}, writer{&out}))
	w := tabwriter.NewWriter(writer{&out}, 2, 8, 1, ' ', 0)
	_, _ = io.WriteString(w, "a\tb\nccc\td\n")
	_ = w.Flush()
	tree := fstest.MapFS{"a/b.txt": {Data: []byte("b")}, "c.txt": {}}
	_ = fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error { stop("walk"); return err })
	flags := flag.NewFlagSet("x", flag.ContinueOnError)
	flags.Func("f", "", func(string) error { stop("flag"); return nil })
	_ = flags.Parse([]string{"-f", "1"})
	pool := sync.Pool{New: func() any { stop("pool"); return newNode("pool") }}
	use(pool.Get().(*node))
	var m sync.Map
	m.Store("k", newNode("v"))
	m.Range(func(k, v any) bool { stop("sync-map"); return true })
	done := make(chan bool)
	time.AfterFunc(time.Millisecond, func() { stop("after"); close(done) })
	<-done
	finalized := make(chan bool)
	func() {
		p := newNode("finalized")
		p.extra = new([100]int)
		runtime.SetFinalizer(p, func(p *node) { stop("finalizer"); close(finalized) })
	}()
	for wait := true; wait; {
		runtime.GC()
		select {
		case <-finalized:
			wait = false
		case <-time.After(time.Millisecond):
		}
	}
}
