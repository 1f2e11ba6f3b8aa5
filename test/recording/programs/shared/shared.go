// Command shared is a library for C: c-shared or c-archive.
package main

import "C"

import (
	"recording/counts"
	"strconv"
)

var kept []*[3]string

func init() { kept = append(kept, &[3]string{"a", "b", "c"}) }

//export Allocate
func Allocate(n C.int) C.int {
	for i := 0; i < int(n); i++ {
		kept = append(kept, &[3]string{strconv.Itoa(i + 1000)})
	}
	return C.int(len(kept))
}

//export Counts
func Counts() { counts.Print() }

func main() {}
