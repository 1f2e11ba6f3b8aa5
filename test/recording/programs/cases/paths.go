package main

// path allocates on a stack of its own for every number below 16,384: each bit chooses between two calls.
func path(bits uint) *[24]byte { return path1(bits) }

//go:noinline
func path1(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path2(bits >> 1)
	}
	x := path2(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path2(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path3(bits >> 1)
	}
	x := path3(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path3(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path4(bits >> 1)
	}
	x := path4(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path4(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path5(bits >> 1)
	}
	x := path5(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path5(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path6(bits >> 1)
	}
	x := path6(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path6(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path7(bits >> 1)
	}
	x := path7(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path7(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path8(bits >> 1)
	}
	x := path8(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path8(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path9(bits >> 1)
	}
	x := path9(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path9(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path10(bits >> 1)
	}
	x := path10(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path10(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path11(bits >> 1)
	}
	x := path11(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path11(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path12(bits >> 1)
	}
	x := path12(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path12(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path13(bits >> 1)
	}
	x := path13(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path13(bits uint) *[24]byte {
	if bits&1 == 0 {
		return path14(bits >> 1)
	}
	x := path14(bits >> 1)
	x[0]++
	return x
}

//go:noinline
func path14(bits uint) *[24]byte {
	if bits&1 == 0 {
		return new([24]byte)
	}
	return &[24]byte{1}
}
