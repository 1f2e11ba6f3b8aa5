package smaller

//go:noinline
func Run() int {
	b := make([]byte, 64<<10+1)
	b[1] = 2
	return len(b)
}
