// A program with C beside Go: the units of both stand in one file.
package main

/*
#include <stdlib.h>
#include <string.h>

struct pair { long left; char right[24]; union { int i; double d; } either; };

static long fill(struct pair *p, const char *text) {
	char copy[32];
	strncpy(copy, text, sizeof copy - 1);
	memcpy(p->right, copy, sizeof p->right);
	p->left = (long)strlen(text);
	return p->left + copy[0];
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

func main() {
	var pair C.struct_pair
	text := C.CString("text")
	defer C.free(unsafe.Pointer(text))
	n := C.fill(&pair, text)
	fmt.Println(n, pair.left, C.GoString(&pair.right[0]))
}
