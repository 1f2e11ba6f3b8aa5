package known

type writer interface{ write(b []byte) int }

type counter struct{ n int }

func (c *counter) write(b []byte) int {
	c.n += len(b)
	return c.n
}

//go:noinline
func send(w *counter) int {
	b := make([]byte, 16) // want: better call-became-static: The compiler knows the callee
	b[0] = 1
	return w.write(b)
}

//go:noinline
func Run() int {
	return send(&counter{}) // want: better parameter-stays: Parameter `w` of known.send no longer leaks.
}
