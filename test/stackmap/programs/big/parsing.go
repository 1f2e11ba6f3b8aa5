package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"io"
	"reflect"
	"strings"
)

// reader stops at each read and gives little at a time, so that reads happen at many places of the consumer.
type reader struct {
	r io.Reader
	n int
}

func (r *reader) Read(p []byte) (int, error) {
	stop()
	if len(p) > r.n {
		p = p[:r.n]
	}
	return r.r.Read(p)
}

type writer struct{ w io.Writer }

func (w writer) Write(p []byte) (int, error) {
	stop()
	return w.w.Write(p)
}

//go:embed parsing.go
var source string

//go:embed texts.go
var source2 string

func parsing() {
	set := token.NewFileSet()
	var files []*ast.File
	for name, text := range map[string]string{"a.go": source, "b.go": source2} {
		file, err := parser.ParseFile(set, name, &reader{strings.NewReader(text), 100}, parser.ParseComments)
		if err != nil {
			panic(err)
		}
		files = append(files, file)
		ast.Inspect(file, func(n ast.Node) bool {
			stop()
			return true
		})
		ast.Walk(visitor{}, file)
		_ = printer.Fprint(writer{io.Discard}, set, file)
		_ = format.Node(writer{io.Discard}, set, file)
		_ = ast.Fprint(writer{io.Discard}, set, file.Decls[0], func(string, reflect.Value) bool { stop(); return true })
	}
	_, _ = parser.ParseFile(set, "bad.go", "package x\nfunc f( {\n if x := 1 { } }}}\n var 3", parser.AllErrors)
	config := types.Config{
		Importer: stopping{importer.Default()},
		Error:    func(err error) { stop(); sink = err.Error() },
		Sizes:    sizes{},
	}
	_, _ = config.Check("p", set, files, &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}})
	small := `package q
type T[P any, Q interface{ ~int | ~string; M() }] struct { a, b P; next *T[P, Q] }
func (t *T[P, Q]) N(x ...P) (Q, error) { for i := range x { _ = i }; var q Q; q.M(); return q, undefined }
type I interface { F(map[string][]chan<- func(int) *I) [unsafeN]struct{ x, y int } }
const unsafeN = 1 << 3 + len("abc")
var v = T[int, missing]{a: 1}.N(1, 2.5, "x")
func g[A, B any](a A, f func(A) B) B { switch x := any(a).(type) { case int, string: _ = x; default: goto end }; end: return f(a) }
var w = g(1, func(i int) string { defer g(i, nil); select {} })
`
	file, err := parser.ParseFile(set, "q.go", small, 0)
	if err == nil {
		_, _ = config.Check("q", set, []*ast.File{file}, nil)
	}
	var out bytes.Buffer
	_, _ = fmt.Fprintln(&out, err)
}

type visitor struct{}

func (v visitor) Visit(n ast.Node) ast.Visitor { stop(); return v }

type stopping struct{ types.Importer }

func (s stopping) Import(path string) (*types.Package, error) {
	stop()
	return types.NewPackage(path, path[strings.LastIndex(path, "/")+1:]), nil
}

type sizes struct{}

func (sizes) Alignof(types.Type) int64              { stop(); return 8 }
func (sizes) Offsetsof(fields []*types.Var) []int64 { stop(); return make([]int64, len(fields)) }
func (sizes) Sizeof(types.Type) int64               { stop(); return 8 }
