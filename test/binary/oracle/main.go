// An independent reading of a Go ELF binary by Go's own packages, for test/binary to compare with.
//
//	oracle lines BINARY          debug/gosym: every function, and the position of a sample of its instructions
//	oracle frames BINARY < PCS   debug/dwarf: the inlined calls around each pc (hexadecimal, one a line), innermost first
package main

import (
	"bufio"
	"debug/dwarf"
	"debug/elf"
	"debug/gosym"
	"fmt"
	"os"
	"sort"
	"strconv"
)

func main() {
	file, err := elf.Open(os.Args[2])
	check(err)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	if os.Args[1] == "lines" {
		lines(file, out)
	} else {
		frames(file, out)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func lines(file *elf.File, out *bufio.Writer) {
	text := uint64(0)
	if section := file.Section(".text"); section != nil {
		text = section.Addr
	}
	var table []byte
	for _, name := range []string{".gopclntab", ".data.rel.ro.gopclntab"} {
		if section := file.Section(name); section != nil {
			data, err := section.Data()
			check(err)
			table = data
		}
	}
	symbols, _ := file.Symbols()
	var start, end uint64
	for _, symbol := range symbols {
		switch symbol.Name {
		case "runtime.text":
			text = symbol.Value
		case "runtime.pclntab":
			start = symbol.Value
		case "runtime.epclntab":
			end = symbol.Value
		}
	}
	for _, segment := range file.Progs {
		if table == nil && segment.Type == elf.PT_LOAD && start >= segment.Vaddr && end <= segment.Vaddr+segment.Filesz {
			table = make([]byte, end-start)
			_, err := segment.ReadAt(table, int64(start-segment.Vaddr))
			check(err)
		}
	}
	decoded, err := gosym.NewTable(nil, gosym.NewLineTable(table, text))
	check(err)
	step := uint64(7)
	if file.Machine == elf.EM_AARCH64 {
		step = 12
	}
	for _, f := range decoded.Funcs {
		fmt.Fprintf(out, "F %x %x %s\n", f.Entry, f.End, f.Name)
		for pc := f.Entry; pc < f.End && pc < f.Entry+4096; pc += step {
			name, line, _ := decoded.PCToLine(pc)
			fmt.Fprintf(out, "%x %d %s\n", pc, line, name)
		}
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

func frames(file *elf.File, out *bufio.Writer) {
	data, err := file.DWARF()
	check(err)
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
