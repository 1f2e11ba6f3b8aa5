package hinted

//go:noinline
func Run() int {
	m := make(map[int]int, 8)
	m[1] = 2
	return len(m)
}
