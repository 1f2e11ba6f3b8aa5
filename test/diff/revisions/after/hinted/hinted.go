package hinted

//go:noinline
func Run() int {
	m := make(map[int]int, 100) // want: worse hint-grew: The hint of `make(map[int]int, 100)` grew from 8 past 8
	m[1] = 2
	return len(m)
}
