// A real program: parses and prints packages of the standard library, and writes and reads JSON. Its stacks are deep and recursive.
//
// Prints, as its last line, what the runtime counted: mallocs, bytes.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

type function struct {
	Package, Name string
	Parameters    []string
	Doc           string `json:",omitempty"`
	Lines         [2]int
}

func main() {
	times := 1
	if len(os.Args) > 1 {
		times, _ = strconv.Atoi(os.Args[1])
	}
	root := os.Getenv("BENCH_SRC")
	if root == "" {
		root = filepath.Join(runtime.GOROOT(), "src")
	}
	total := 0
	for i := 0; i < times; i++ {
		for _, name := range []string{"fmt", "net/http", "go/types", "encoding/json", "reflect", "strconv", "text/template", "os", "sort"} {
			total += work(filepath.Join(root, name))
		}
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	mallocs, bytes, frees := stats.Mallocs, stats.TotalAlloc, stats.Frees
	fmt.Fprintln(os.Stderr, total)
	fmt.Println(mallocs, bytes, frees)
}

func work(directory string) int {
	files := token.NewFileSet()
	packages, err := parser.ParseDir(files, directory, func(info os.FileInfo) bool { return !strings.HasSuffix(info.Name(), "_test.go") }, parser.ParseComments)
	if err != nil {
		panic(err)
	}
	var found []function
	var out bytes.Buffer
	for _, p := range packages {
		for _, file := range p.Files {
			out.Reset()
			if err := printer.Fprint(&out, files, file); err != nil {
				panic(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				f, ok := n.(*ast.FuncDecl)
				if !ok {
					return true
				}
				entry := function{Package: p.Name, Name: f.Name.Name, Doc: f.Doc.Text()}
				entry.Lines = [2]int{files.Position(f.Pos()).Line, files.Position(f.End()).Line}
				for _, field := range f.Type.Params.List {
					for _, name := range field.Names {
						entry.Parameters = append(entry.Parameters, name.Name)
					}
				}
				found = append(found, entry)
				return true
			})
		}
	}
	text, err := json.Marshal(found)
	if err != nil {
		panic(err)
	}
	var back []function
	if err := json.Unmarshal(text, &back); err != nil {
		panic(err)
	}
	return len(text) + len(back)
}
