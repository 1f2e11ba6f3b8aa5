package dynamic

type writer interface{ write(b []byte) int }

type counter struct{ n int }

func (c *counter) write(b []byte) int {
	c.n += len(b)
	return c.n
}

//go:noinline
func send(w writer) int {
	b := make([]byte, 16) // want: worse call-became-dynamic: It is passed to a call whose callee the compiler does not know
	b[0] = 1
	return w.write(b)
}

//go:noinline
func Run() int {
	return send(&counter{}) // want: worse parameter-leaks: Parameter `w` of dynamic.send now leaks.
}
