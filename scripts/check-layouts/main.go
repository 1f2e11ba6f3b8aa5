// Prints, as JSON, how DWARF lays out the structs and constants that are named on the command line.
//
//	check-layouts BINARY NAME…
package main

import (
	"debug/dwarf"
	"debug/elf"
	"encoding/json"
	"fmt"
	"os"
)

type layout struct {
	Size   int64            `json:"size"`
	Order  []string         `json:"order"`
	Fields map[string]int64 `json:"fields"`
}

func main() {
	wanted := map[string]bool{}
	for _, name := range os.Args[2:] {
		wanted[name] = true
	}
	file, err := elf.Open(os.Args[1])
	check(err)
	data, err := file.DWARF()
	check(err)
	structs := map[string]layout{}
	constants := map[string]int64{}
	reader := data.Reader()
	for {
		entry, err := reader.Next()
		check(err)
		if entry == nil {
			break
		}
		name, _ := entry.Val(dwarf.AttrName).(string)
		if !wanted[name] {
			continue
		}
		switch entry.Tag {
		case dwarf.TagStructType:
			decoded, err := data.Type(entry.Offset)
			check(err)
			found := layout{Size: entry.Val(dwarf.AttrByteSize).(int64), Fields: map[string]int64{}}
			for _, field := range decoded.(*dwarf.StructType).Field {
				found.Order = append(found.Order, field.Name)
				found.Fields[field.Name] = field.ByteOffset
			}
			structs[name] = found
		case dwarf.TagConstant:
			constants[name], _ = entry.Val(dwarf.AttrConstValue).(int64)
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{"structs": structs, "constants": constants}))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
