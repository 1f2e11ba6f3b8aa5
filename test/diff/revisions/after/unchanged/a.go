package unchanged

//go:noinline
func Run(n int) int {
	kept = append(kept, initial(n))
	return second(n)()
}

//go:noinline
func second(n int) func() int {
	m := make(map[string]int, 100)
	m["n"] = n
	return func() int {
		m["n"]++
		return m["n"]
	}
}
