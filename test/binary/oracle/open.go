package main

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"debug/dwarf"
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"
)

// binaryFile is what the formats have in common.
type binaryFile struct {
	// pclntab, and the address of runtime.text
	table []byte
	text  uint64
	// Distance between the instructions that are looked at.
	step  uint64
	dwarf func() *dwarf.Data
	debug func() []string
}

func open(path string) *binaryFile {
	if file, err := elf.Open(path); err == nil {
		return openELF(file)
	}
	if file, err := macho.Open(path); err == nil {
		return openMachO(file)
	}
	file, err := pe.Open(path)
	check(err)
	return openPE(file)
}

func openELF(file *elf.File) *binaryFile {
	result := &binaryFile{step: 7}
	if section := file.Section(".text"); section != nil {
		result.text = section.Addr
	}
	for _, name := range []string{".gopclntab", ".data.rel.ro.gopclntab"} {
		if section := file.Section(name); section != nil {
			data, err := section.Data()
			check(err)
			result.table = data
		}
	}
	symbols, _ := file.Symbols()
	var start, end uint64
	for _, symbol := range symbols {
		switch symbol.Name {
		case "runtime.text":
			result.text = symbol.Value
		case "runtime.pclntab":
			start = symbol.Value
		case "runtime.epclntab":
			end = symbol.Value
		}
	}
	for _, segment := range file.Progs {
		if result.table == nil && segment.Type == elf.PT_LOAD && start >= segment.Vaddr && end <= segment.Vaddr+segment.Filesz {
			result.table = make([]byte, end-start)
			_, err := segment.ReadAt(result.table, int64(start-segment.Vaddr))
			check(err)
		}
	}
	if file.Machine == elf.EM_AARCH64 || file.Machine == elf.EM_ARM {
		result.step = 12
	}
	result.dwarf = func() *dwarf.Data { return must(file.DWARF()) }
	result.debug = func() (found []string) {
		for _, section := range file.Sections {
			found = describe(found, section.Name, ".", func() []byte { return must(section.Data()) })
		}
		return found
	}
	return result
}

func openMachO(file *macho.File) *binaryFile {
	result := &binaryFile{step: 7, text: file.Section("__text").Addr, table: must(file.Section("__gopclntab").Data())}
	if file.Symtab != nil {
		for _, symbol := range file.Symtab.Syms {
			if symbol.Name == "_runtime.text" || symbol.Name == "runtime.text" {
				result.text = symbol.Value
			}
		}
	}
	if file.Cpu == macho.CpuArm64 {
		result.step = 12
	}
	result.dwarf = func() *dwarf.Data { return must(file.DWARF()) }
	result.debug = func() (found []string) {
		for _, section := range file.Sections {
			found = describe(found, section.Name, "__", func() []byte { return must(section.Data()) })
		}
		return found
	}
	return result
}

func openPE(file *pe.File) *binaryFile {
	var base uint64
	switch header := file.OptionalHeader.(type) {
	case *pe.OptionalHeader32:
		base = uint64(header.ImageBase)
	case *pe.OptionalHeader64:
		base = header.ImageBase
	}
	result := &binaryFile{step: 7, text: base + uint64(file.Section(".text").VirtualAddress)}
	data := must(file.Section(".rdata").Data())
	// As stripped files have no symbols, the table is searched for: magic of go1.18 or go1.20, two zeros, quantum, pointer size.
	for at := 0; at+8 <= len(data) && result.table == nil; at += 4 {
		magic := binary.LittleEndian.Uint32(data[at:])
		if (magic == 0xfffffff0 || magic == 0xfffffff1) && data[at+4] == 0 && data[at+5] == 0 && (data[at+7] == 4 || data[at+7] == 8) {
			result.table = data[at:]
		}
	}
	for _, symbol := range file.Symbols {
		if symbol.Name == "runtime.text" {
			result.text = base + uint64(file.Sections[symbol.SectionNumber-1].VirtualAddress) + uint64(symbol.Value)
		}
	}
	if file.Machine == pe.IMAGE_FILE_MACHINE_ARM64 {
		result.step = 12
	}
	result.dwarf = func() *dwarf.Data { return must(file.DWARF()) }
	result.debug = func() (found []string) {
		for _, section := range file.Sections {
			found = describe(found, section.Name, ".", func() []byte {
				data := must(section.Data())
				return data[:min(len(data), int(section.VirtualSize))]
			})
		}
		return found
	}
	return result
}

// describe appends name, size and hash of a DWARF section: its name begins with prefix and "debug_" or "zdebug_".
func describe(found []string, name, prefix string, data func() []byte) []string {
	bare, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimPrefix(name, prefix), "z"), "debug_")
	if !ok || !strings.HasPrefix(name, prefix) {
		return found
	}
	content := data()
	if len(content) > 12 && string(content[:4]) == "ZLIB" {
		content = must(io.ReadAll(must(zlib.NewReader(bytes.NewReader(content[12:])))))
	}
	return append(found, fmt.Sprintf("%s %d %x", bare, len(content), sha256.Sum256(content)))
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}
