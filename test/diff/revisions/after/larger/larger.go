package larger

//go:noinline
func Run() int {
	b := make([]byte, 64<<10+1) // want: worse size-grew: It has 65,537 elements instead of 65,536, more than the stack takes.
	b[1] = 2
	return len(b)
}
