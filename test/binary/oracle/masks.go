package main

import (
	"bufio"
	"debug/dwarf"
	"fmt"
	"strings"
)

// Prints the words that hold pointers in every type that DWARF describes, with its name: "0101 main.T". What it says of types is worked
// out from their parts, as debug/dwarf reads them.
func masks(file *binaryFile, out *bufio.Writer) {
	data := file.dwarf()
	reader := data.Reader()
	for {
		entry, err := reader.Next()
		check(err)
		if entry == nil {
			return
		}
		word := int64(reader.AddressSize())
		switch entry.Tag {
		case dwarf.TagSubprogram:
			reader.SkipChildren()
			continue
		case dwarf.TagStructType, dwarf.TagArrayType, dwarf.TagPointerType, dwarf.TagSubroutineType, dwarf.TagTypedef:
		default:
			continue
		}
		name, _ := entry.Val(dwarf.AttrName).(string)
		if name == "" {
			continue
		}
		found, err := data.Type(entry.Offset)
		// Bodies of functions and types of C can be what debug/dwarf does not know.
		if err != nil || found.Size() < word || found.Size() > 1<<20 {
			continue
		}
		bits := make([]byte, found.Size()/word)
		for i := range bits {
			bits[i] = '0'
		}
		mark(found, 0, word, bits)
		if mask := strings.TrimRight(string(bits), "0"); mask != "" {
			fmt.Fprintf(out, "%s %s\n", mask, name)
		}
	}
}

func mark(t dwarf.Type, at, word int64, bits []byte) {
	switch t := t.(type) {
	case *dwarf.PtrType:
		if !notInHeap(t.Type) {
			bits[at/word] = '1'
		}
	case *dwarf.FuncType:
		bits[at/word] = '1'
	case *dwarf.TypedefType:
		mark(t.Type, at, word, bits)
	case *dwarf.StructType:
		for i, field := range t.Field {
			// Descriptors and tables of methods are never collected: the first word of an interface is no pointer.
			if i == 0 && (t.StructName == "runtime.iface" || t.StructName == "runtime.eface") {
				continue
			}
			mark(field.Type, at+field.ByteOffset, word, bits)
		}
	case *dwarf.ArrayType:
		for i := int64(0); i < t.Count; i++ {
			mark(t.Type, at+i*t.Type.Size(), word, bits)
		}
	}
}

// Types of the runtime that are marked as never in the heap (internal/runtime/sys/nih.go), or have a part that is: what points at them is
// no pointer to the collector (cmd/compile/internal/types: (*Type).NotInHeap).
func notInHeap(t dwarf.Type) bool {
	switch t := t.(type) {
	case *dwarf.TypedefType:
		return notInHeap(t.Type)
	case *dwarf.StructType:
		if strings.HasSuffix(t.StructName, "/sys.NotInHeap") {
			return true
		}
		for _, field := range t.Field {
			if notInHeap(field.Type) {
				return true
			}
		}
	case *dwarf.ArrayType:
		return notInHeap(t.Type)
	}
	return false
}
