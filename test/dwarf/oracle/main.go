// An independent reading of the DWARF of a Go ELF binary, for test/dwarf to compare with: entries, types and ranges by Go's own
// debug/dwarf, which does not read location lists; these are decoded here.
//
//	oracle BINARY
//
// prints, for every function of a Go unit (F, entry) its variables (V) and, once for each of their types, its parts (T).
package main

import (
	"bufio"
	"bytes"
	"debug/dwarf"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
)

const (
	attrGoDictIndex = dwarf.Attr(0x2906)
	langGo          = 0x16
)

func main() {
	file, err := elf.Open(os.Args[1])
	check(err)
	data, err := file.DWARF()
	check(err)
	o := &oracle{data: data, out: bufio.NewWriterSize(os.Stdout, 1<<20), types: map[dwarf.Offset]bool{}}
	for _, name := range []string{"loc", "loclists", "addr"} {
		o.section(file, name)
	}
	o.run()
	check(o.out.Flush())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type oracle struct {
	data                *dwarf.Data
	out                 *bufio.Writer
	loc, loclists, addr []byte
	types               map[dwarf.Offset]bool
	// Of the current unit.
	unit     *dwarf.Entry
	base     uint64
	addrBase int64
}

func (o *oracle) section(file *elf.File, name string) {
	section := file.Section(".debug_" + name)
	if section == nil {
		// Until go1.18; Data decompresses it, too.
		section = file.Section(".zdebug_" + name)
	}
	if section == nil {
		return
	}
	data, err := section.Data()
	check(err)
	switch name {
	case "loc":
		o.loc = data
	case "loclists":
		o.loclists = data
	case "addr":
		o.addr = data
	}
}

// scope is what surrounds an entry.
type scope struct {
	visible bool
	ranges  string
	inlined []string // innermost first
}

func (o *oracle) run() {
	reader := o.data.Reader()
	isGo := false
	var function *dwarf.Entry
	var code string
	var stack []scope
	for {
		entry, err := reader.Next()
		check(err)
		if entry == nil {
			return
		}
		if entry.Tag == dwarf.TagCompileUnit {
			language, _ := entry.Val(dwarf.AttrLanguage).(int64)
			isGo = language == langGo
			o.unit = entry
			o.base, _ = entry.Val(dwarf.AttrLowpc).(uint64)
			o.addrBase, _ = entry.Val(dwarf.AttrAddrBase).(int64)
			stack = nil
		}
		if !isGo {
			reader.SkipChildren()
			continue
		}
		if entry.Tag == 0 {
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
			if len(stack) == 0 {
				function = nil
			}
			continue
		}
		if function == nil {
			if _, ok := entry.Val(dwarf.AttrLowpc).(uint64); ok && entry.Tag == dwarf.TagSubprogram {
				ranges, err := o.data.Ranges(entry)
				check(err)
				fmt.Fprintf(o.out, "F %x\n", entry.Val(dwarf.AttrLowpc))
				code = "-"
				if len(ranges) == 1 {
					code = fmt.Sprintf("%x-%x", ranges[0][0], ranges[0][1])
				}
				if entry.Children {
					function = entry
					stack = []scope{{visible: true, ranges: "-"}}
				}
			}
			continue
		}
		outer := stack[len(stack)-1]
		if outer.visible && (entry.Tag == dwarf.TagVariable || entry.Tag == dwarf.TagFormalParameter) {
			o.variable(function, entry, outer, code)
		}
		if !entry.Children {
			continue
		}
		inner := scope{inlined: outer.inlined}
		switch entry.Tag {
		case dwarf.TagInlinedSubroutine:
			name, _ := o.inherited(entry, dwarf.AttrName).(string)
			line, _ := entry.Val(dwarf.AttrCallLine).(int64)
			inner.inlined = append([]string{fmt.Sprintf("%s:%d", name, line)}, outer.inlined...)
			fallthrough
		case dwarf.TagLexDwarfBlock:
			inner.visible = outer.visible
			ranges, err := o.data.Ranges(entry)
			check(err)
			var all []string
			for _, r := range ranges {
				if r[1] > r[0] {
					all = append(all, fmt.Sprintf("%x-%x", r[0], r[1]))
				}
			}
			inner.ranges = strings.Join(all, ",")
		}
		stack = append(stack, inner)
	}
}

func (o *oracle) at(offset dwarf.Offset) *dwarf.Entry {
	reader := o.data.Reader()
	reader.Seek(offset)
	entry, err := reader.Next()
	check(err)
	return entry
}

// inherited is an attribute of the entry or of its abstract origin.
func (o *oracle) inherited(entry *dwarf.Entry, attr dwarf.Attr) any {
	if value := entry.Val(attr); value != nil {
		return value
	}
	if origin, ok := entry.Val(dwarf.AttrAbstractOrigin).(dwarf.Offset); ok {
		return o.inherited(o.at(origin), attr)
	}
	return nil
}

func (o *oracle) variable(function, entry *dwarf.Entry, around scope, code string) {
	name, _ := o.inherited(entry, dwarf.AttrName).(string)
	if name == "" || strings.HasPrefix(name, ".autotmp") {
		return
	}
	kind := "variable"
	if entry.Tag == dwarf.TagFormalParameter {
		kind = "parameter"
		if result, _ := o.inherited(entry, dwarf.AttrVarParam).(bool); result {
			kind = "result"
		}
	}
	line, _ := o.inherited(entry, dwarf.AttrDeclLine).(int64)
	offset := o.plain(o.inherited(entry, dwarf.AttrType).(dwarf.Offset))
	size := o.size(offset)
	fmt.Fprintf(o.out, "V\t%s\t%s\t%d\t%s\t%d\t%s\t%s\t%s\n", kind, name, line, o.name(offset), size,
		strings.Join(around.inlined, ","), around.ranges, o.homes(function, entry, size, code))
	if !o.types[offset] {
		o.types[offset] = true
		for at := int64(0); at < size && at < 512; at += 4 {
			fmt.Fprintf(o.out, "T\t%s\t%d\t%s\n", o.name(offset), at, o.part(offset, at, ""))
		}
	}
}

// plain replaces the typedefs of type parameters by the shapes that they stand for.
func (o *oracle) plain(offset dwarf.Offset) dwarf.Offset {
	entry := o.at(offset)
	if entry.Tag == dwarf.TagTypedef && entry.Val(attrGoDictIndex) != nil {
		return o.plain(entry.Val(dwarf.AttrType).(dwarf.Offset))
	}
	return offset
}

func (o *oracle) name(offset dwarf.Offset) string {
	name, _ := o.at(offset).Val(dwarf.AttrName).(string)
	return name
}

func (o *oracle) size(offset dwarf.Offset) int64 {
	t, err := o.data.Type(offset)
	check(err)
	return t.Size()
}

// part is the path to the smallest part at a byte offset, its type, and the bytes into it; empty in padding.
func (o *oracle) part(offset dwarf.Offset, at int64, path string) string {
	t, err := o.data.Type(offset)
	check(err)
	for {
		typedef, ok := t.(*dwarf.TypedefType)
		if !ok {
			break
		}
		t = typedef.Type
	}
	entry := o.at(offset)
	for entry.Tag == dwarf.TagTypedef {
		entry = o.at(entry.Val(dwarf.AttrType).(dwarf.Offset))
	}
	switch t := t.(type) {
	case *dwarf.StructType:
		reader := o.data.Reader()
		reader.Seek(entry.Offset)
		_, err := reader.Next()
		check(err)
		for _, field := range t.Field {
			member, err := reader.Next()
			check(err)
			if at >= field.ByteOffset && at < field.ByteOffset+field.Type.Size() {
				return o.part(member.Val(dwarf.AttrType).(dwarf.Offset), at-field.ByteOffset, path+"."+field.Name)
			}
		}
		return ""
	case *dwarf.ArrayType:
		element := t.Type.Size()
		return o.part(entry.Val(dwarf.AttrType).(dwarf.Offset), at%element, fmt.Sprintf("%s[%d]", path, at/element))
	}
	return fmt.Sprintf("%s\t%s\t%d", path, o.name(offset), at)
}

// homes are the places in the frame: pcs, offset from the CFA, size, offset in the variable, * when a pointer lies there.
func (o *oracle) homes(function, entry *dwarf.Entry, size int64, code string) string {
	frameBase, _ := function.Val(dwarf.AttrFrameBase).([]byte)
	if !bytes.Equal(frameBase, []byte{0x9c}) {
		return "no frame base"
	}
	var all []string
	add := func(pcs string, expression []byte) {
		for _, p := range pieces(expression) {
			if p.size < 0 {
				p.size = size
			}
			star := ""
			if p.pointer {
				star = "*"
				p.size = 8
			}
			if p.size > 0 {
				all = append(all, fmt.Sprintf("%s:%d:%d:%d%s", pcs, p.frame, p.size, p.at, star))
			}
		}
	}
	switch location := entry.Val(dwarf.AttrLocation).(type) {
	case []byte:
		add(code, location)
	case int64:
		// The C compiler's sections may be of DWARF 5 where Go's units are not; those that are have a base of addresses.
		if o.unit.Val(dwarf.AttrAddrBase) != nil {
			o.list5(o.loclists[location:], add)
		} else {
			o.list4(o.loc[location:], add)
		}
	}
	return strings.Join(all, " ")
}

type piece struct {
	frame, size, at int64
	pointer         bool
}

// pieces understands exactly what the Go compiler writes and stops the program at anything else.
func pieces(b []byte) []piece {
	var all []piece
	var current *piece
	at := int64(0)
	for len(b) > 0 {
		op := b[0]
		b = b[1:]
		switch {
		case op == 0x9c: // DW_OP_call_frame_cfa
			current = &piece{size: -1, at: at}
		case op == 0x91: // DW_OP_fbreg
			n, length := sleb(b)
			b = b[length:]
			current = &piece{frame: n, size: -1, at: at}
		case op == 0x06 && current != nil: // DW_OP_deref
			current.pointer = true
		case op >= 0x50 && op <= 0x6f: // DW_OP_reg
		case op == 0x90: // DW_OP_regx
			_, length := binary.Uvarint(b)
			b = b[length:]
		case op == 0x93: // DW_OP_piece
			n, length := binary.Uvarint(b)
			b = b[length:]
			if current != nil {
				current.size = int64(n)
				all = append(all, *current)
				current = nil
			}
			at += int64(n)
		default:
			check(fmt.Errorf("operation %#x", op))
		}
	}
	if current != nil {
		all = append(all, *current)
	}
	return all
}

func sleb(b []byte) (int64, int) {
	value, shift := int64(0), 0
	for i, c := range b {
		value |= int64(c&0x7f) << shift
		shift += 7
		if c < 0x80 {
			if c&0x40 != 0 && shift < 64 {
				value |= -1 << shift
			}
			return value, i + 1
		}
	}
	panic("sleb")
}

func (o *oracle) list4(b []byte, add func(string, []byte)) {
	base := o.base
	for {
		from, to := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		b = b[16:]
		if from == 0 && to == 0 {
			return
		}
		if from == ^uint64(0) {
			base = to
			continue
		}
		length := binary.LittleEndian.Uint16(b)
		if to > from {
			add(fmt.Sprintf("%x-%x", base+from, base+to), b[2:2+length])
		}
		b = b[2+length:]
	}
}

func (o *oracle) list5(b []byte, add func(string, []byte)) {
	base := o.base
	number := func() uint64 {
		n, length := binary.Uvarint(b)
		b = b[length:]
		return n
	}
	for {
		kind := b[0]
		b = b[1:]
		switch kind {
		case 0: // DW_LLE_end_of_list
			return
		case 1: // DW_LLE_base_addressx
			base = binary.LittleEndian.Uint64(o.addr[uint64(o.addrBase)+8*number():])
		case 4: // DW_LLE_offset_pair
			from, to := number(), number()
			length := number()
			if to > from {
				add(fmt.Sprintf("%x-%x", base+from, base+to), b[:length])
			}
			b = b[length:]
		default:
			check(fmt.Errorf("list entry %d", kind))
		}
	}
}
