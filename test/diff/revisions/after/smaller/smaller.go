package smaller

//go:noinline
func Run() int {
	b := make([]byte, 64<<10) // want: better size-shrank: It has 65,536 elements instead of 65,537.
	b[1] = 2
	return len(b)
}
