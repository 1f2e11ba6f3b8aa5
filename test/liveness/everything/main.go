// Writes a program that refers to every exported function and type of the standard library, so that the linker keeps as much of it as
// it ever does: everything OUTDIR.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	out := os.Args[1]
	list, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{.Dir}}", "std").Output()
	check(err)
	var imports, refs bytes.Buffer
	n := 0
	for _, line := range strings.Split(strings.TrimSpace(string(list)), "\n") {
		path, dir, _ := strings.Cut(line, " ")
		if skip(path) {
			continue
		}
		names := exported(dir)
		if len(names) == 0 {
			continue
		}
		fmt.Fprintf(&imports, "\tp%d %q\n", n, path)
		for _, name := range names {
			fmt.Fprintf(&refs, name, fmt.Sprintf("p%d", n))
		}
		n++
	}
	source := "package main\n\nimport (\n\t\"os\"\n\t\"reflect\"\n" + imports.String() + ")\n\nvar Sink []any\n\nfunc main() {\n" +
		// A method by a name that is not known keeps all methods of all types that can be reached (cmd/link/internal/ld/deadcode.go).
		"\tif len(os.Args) > 9 {\n\t\tfor _, x := range Sink {\n\t\t\treflect.ValueOf(x).MethodByName(os.Args[1]).Call(nil)\n\t\t}\n\t}\n" +
		"\tSink = append(Sink,\n" + refs.String() + "\t)\n}\n"
	check(os.WriteFile(filepath.Join(out, "main.go"), []byte(source), 0o644))
	check(os.WriteFile(filepath.Join(out, "go.mod"), []byte("module example.com/allofstd\n\ngo 1.21\n"), 0o644))
	fmt.Println(n, "packages")
}

func skip(path string) bool {
	for _, part := range strings.Split(path, "/") {
		if part == "internal" || part == "vendor" {
			return true
		}
	}
	switch path {
	case "unsafe", "plugin", "runtime/race", "runtime/cgo", "runtime/msan", "runtime/asan", "builtin", "arena", "encoding/json/v2", "encoding/json/jsontext", "simd":
		return true
	}
	return strings.HasPrefix(path, "simd/") || path == "syscall/js"
}

func exported(dir string) []string {
	p, err := build.Default.ImportDir(dir, 0)
	if err != nil {
		return nil
	}
	var names []string
	fset := token.NewFileSet()
	for _, file := range p.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(dir, file), nil, 0)
		check(err)
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.IsExported() && d.Type.TypeParams == nil {
					names = append(names, "\t\t%s."+d.Name.Name+",\n")
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if t, ok := s.(*ast.TypeSpec); ok && t.Name.IsExported() && t.TypeParams == nil && !t.Assign.IsValid() && !constraint(t) {
						names = append(names, "\t\tnew(%s."+t.Name.Name+"),\n")
					}
				}
			}
		}
	}
	return names
}


// An interface with a type set is no type of a variable.
func constraint(t *ast.TypeSpec) bool {
	i, ok := t.Type.(*ast.InterfaceType)
	if !ok {
		return false
	}
	for _, m := range i.Methods.List {
		if len(m.Names) > 0 {
			continue
		}
		switch e := m.Type.(type) {
		case *ast.BinaryExpr, *ast.UnaryExpr:
			return true
		case *ast.Ident:
			if !e.IsExported() {
				return true
			}
		}
	}
	return false
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
