package unhinted

//go:noinline
func Run() int {
	m := make(map[int]int, 100)
	m[1] = 2
	return len(m)
}
