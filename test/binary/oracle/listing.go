package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// Shortens what go tool objdump prints, in hexadecimal but for lines:
//
//	A 401000              a function of assembly: what stands behind an instruction that objdump does not know can be misread; each has an L
//	L 401000 file.go:12   the instructions from here on
//	C 401010 fmt.Println  a call and its operand, (SB) taken off
//	E 401040              the end of a function
//	N 123456              how many instructions it listed
func listing(path string, out *bufio.Writer) {
	command := exec.Command("go", "tool", "objdump", path)
	command.Stderr = os.Stderr
	pipe, err := command.StdoutPipe()
	check(err)
	check(command.Start())
	input := bufio.NewScanner(pipe)
	input.Buffer(make([]byte, 1<<20), 1<<20)
	count := 0
	var function []instruction
	for input.Scan() {
		text := input.Text()
		if !strings.HasPrefix(text, "  ") {
			shorten(function, out)
			function = function[:0]
			continue
		}
		fields := strings.FieldsFunc(text[2:], func(r rune) bool { return r == '\t' })
		if len(fields) < 4 {
			check(fmt.Errorf("objdump: %q", text))
		}
		pc, err := strconv.ParseUint(fields[1], 0, 64)
		check(err)
		function = append(function, instruction{pc, len(fields[2]) / 2, fields[0], strings.TrimSpace(fields[3])})
		count++
	}
	check(input.Err())
	check(command.Wait())
	shorten(function, out)
	fmt.Fprintf(out, "N %d\n", count)
}

type instruction struct {
	pc       uint64
	size     int
	position string
	text     string
}

func shorten(function []instruction, out *bufio.Writer) {
	if len(function) == 0 {
		return
	}
	file, _, _ := strings.Cut(function[0].position, ":")
	assembly := strings.HasSuffix(file, ".s")
	if assembly {
		fmt.Fprintf(out, "A %x\n", function[0].pc)
	}
	position := ""
	for _, i := range function {
		if i.position != position || assembly {
			position = i.position
			fmt.Fprintf(out, "L %x %s\n", i.pc, position)
		}
		if operand, ok := strings.CutPrefix(i.text, "CALL "); ok {
			fmt.Fprintf(out, "C %x %s\n", i.pc, strings.TrimSuffix(operand, "(SB)"))
		}
	}
	last := function[len(function)-1]
	fmt.Fprintf(out, "E %x\n", last.pc+uint64(last.size))
}
