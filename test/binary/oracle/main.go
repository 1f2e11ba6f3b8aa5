// An independent reading of a Go binary (ELF, Mach-O, PE) by Go's own packages, for test/binary to compare with.
//
//	oracle lines BINARY [BYTES]  debug/gosym: every function, and the position of each pc of its first bytes (4096)
//	oracle listing BINARY        go tool objdump: lines, calls and ends of what it lists, instruction by instruction
//	oracle frames BINARY < PCS   debug/dwarf: the inlined calls around each pc (hexadecimal, one a line), innermost first
//	oracle types BINARY          debug/dwarf: descriptor, size and kind of every type that names its descriptor
//	oracle masks BINARY          debug/dwarf: the words with pointers of every type, by its parts
//	oracle debug BINARY          debug/{elf,macho,pe}: every DWARF section, decompressed: name, size, SHA-256
package main

import (
	"bufio"
	"debug/dwarf"
	"debug/gosym"
	"fmt"
	"os"
	"sort"
	"strconv"
)

func main() {
	file := open(os.Args[2])
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	switch os.Args[1] {
	case "lines":
		size := uint64(4096)
		if len(os.Args) > 3 {
			size, _ = strconv.ParseUint(os.Args[3], 10, 64)
		}
		lines(file, out, size)
	case "listing":
		listing(os.Args[2], out)
	case "types":
		types(file, out)
	case "masks":
		masks(file, out)
	case "debug":
		debug(file, out)
	default:
		frames(file, out)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func lines(file *binaryFile, out *bufio.Writer, size uint64) {
	decoded, err := gosym.NewTable(nil, gosym.NewLineTable(file.table, file.text))
	check(err)
	for _, f := range decoded.Funcs {
		fmt.Fprintf(out, "F %x %x %s\n", f.Entry, f.End, f.Name)
		for pc := f.Entry; pc < f.End && pc < f.Entry+size; pc += file.step {
			name, line, _ := decoded.PCToLine(pc)
			fmt.Fprintf(out, "%x %d %s\n", pc, line, name)
		}
	}
}

// Attributes of cmd/internal/dwarf.
const (
	attrGoKind        = dwarf.Attr(0x2900)
	attrGoRuntimeType = dwarf.Attr(0x2904)
)

func types(file *binaryFile, out *bufio.Writer) {
	reader := file.dwarf().Reader()
	for {
		entry, err := reader.Next()
		check(err)
		if entry == nil {
			return
		}
		size, sized := entry.Val(dwarf.AttrByteSize).(int64)
		kind, _ := entry.Val(attrGoKind).(int64)
		name, _ := entry.Val(dwarf.AttrName).(string)
		var at uint64
		switch value := entry.Val(attrGoRuntimeType).(type) {
		case uint64:
			at = value
		case int64:
			at = uint64(value)
		}
		if at != 0 && sized {
			fmt.Fprintf(out, "%x %d %d %s\n", at, size, kind, name)
		}
	}
}

func debug(file *binaryFile, out *bufio.Writer) {
	for _, section := range file.debug() {
		fmt.Fprintln(out, section)
	}
}

type scope struct {
	ranges   [][2]uint64
	name     string
	callFile string
	callLine int64
	inner    []*scope
}

func (s *scope) covers(pc uint64) bool {
	for _, r := range s.ranges {
		if pc >= r[0] && pc < r[1] {
			return true
		}
	}
	return false
}

func frames(file *binaryFile, out *bufio.Writer) {
	data := file.dwarf()
	names := map[dwarf.Offset]string{}
	var functions []*scope
	origins := map[*scope]dwarf.Offset{}
	reader := data.Reader()
	var files []*dwarf.LineFile
	var stack []*scope
	for {
		entry, err := reader.Next()
		check(err)
		if entry == nil {
			break
		}
		if entry.Tag == 0 {
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
			continue
		}
		var current *scope
		if len(stack) > 0 {
			current = stack[len(stack)-1]
		}
		switch entry.Tag {
		case dwarf.TagCompileUnit:
			files = nil
			if lines, _ := data.LineReader(entry); lines != nil {
				files = lines.Files()
			}
		case dwarf.TagSubprogram, dwarf.TagInlinedSubroutine:
			name, _ := entry.Val(dwarf.AttrName).(string)
			names[entry.Offset] = name
			ranges, _ := data.Ranges(entry)
			found := &scope{ranges: ranges, name: name}
			if origin, ok := entry.Val(dwarf.AttrAbstractOrigin).(dwarf.Offset); ok {
				origins[found] = origin
			}
			if line, ok := entry.Val(dwarf.AttrCallLine).(int64); ok {
				found.callLine = line
			}
			if index, ok := entry.Val(dwarf.AttrCallFile).(int64); ok && int(index) < len(files) && files[index] != nil {
				found.callFile = files[index].Name
			}
			if entry.Tag == dwarf.TagSubprogram {
				if len(ranges) > 0 {
					functions = append(functions, found)
				}
			} else if current != nil {
				current.inner = append(current.inner, found)
			}
			current = found
		}
		if entry.Children {
			stack = append(stack, current)
		}
	}
	for s, origin := range origins {
		s.name = names[origin]
	}
	sort.Slice(functions, func(i, j int) bool { return functions[i].ranges[0][0] < functions[j].ranges[0][0] })
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		pc, err := strconv.ParseUint(input.Text(), 16, 64)
		check(err)
		i := sort.Search(len(functions), func(i int) bool { return functions[i].ranges[0][0] > pc }) - 1
		if i < 0 || !functions[i].covers(pc) {
			fmt.Fprintf(out, "%x\n", pc)
			continue
		}
		var chain []*scope
		for at := functions[i]; at != nil; {
			chain = append(chain, at)
			var next *scope
			for _, inner := range at.inner {
				if inner.covers(pc) {
					next = inner
				}
			}
			at = next
		}
		fmt.Fprintf(out, "%x", pc)
		for k := len(chain) - 1; k >= 0; k-- {
			fmt.Fprintf(out, "\t%s\t%s\t%d", chain[k].name, chain[k].callFile, chain[k].callLine)
		}
		fmt.Fprintln(out)
	}
}
