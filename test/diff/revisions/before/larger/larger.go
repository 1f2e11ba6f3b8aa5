package larger

//go:noinline
func Run() int {
	b := make([]byte, 64<<10)
	b[1] = 2
	return len(b)
}
