package unhinted

//go:noinline
func Run() int {
	m := make(map[int]int, 8) // want: better hint-shrank: The hint of `make(map[int]int, 8)` shrank to 8
	m[1] = 2
	return len(m)
}
