package main

// Does a slice of constant length that stays in the function allocate?
//
//go:noinline
func ConstantMake() int {
	squares := make([]int, 8)
	for i := range squares {
		squares[i] = i * i
	}
	return squares[7]
}

// And when only the caller knows the length? The answer changed in Go 1.25, for up to 32 bytes.
//
//go:noinline
func VariableMake(n int) int {
	squares := make([]int, n)
	for i := range squares {
		squares[i] = i * i
	}
	return squares[n-1]
}

// How large may a local slice be? Up to 64 KiB; this one is one element larger.
//
//go:noinline
func LargeMake() int {
	table := make([]int, 8193)
	for i := range table {
		table[i] = i
	}
	return table[8192]
}

// Returning a slice means that it outlives the frame.
//
//go:noinline
func ReturnedSlice(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// How often does a growing local slice allocate? Since Go 1.25 it starts in a small buffer in the frame.
//
//go:noinline
func AppendLocal(n int) int {
	var numbers []int
	for i := 0; i < n; i++ {
		numbers = append(numbers, i)
	}
	return len(numbers)
}

// And when it is returned in the end? Since Go 1.26 it may still start in the frame.
//
//go:noinline
func AppendReturned(n int) []int {
	var numbers []int
	for i := 0; i < n; i++ {
		numbers = append(numbers, i)
	}
	return numbers
}

// With the capacity known beforehand there is one allocation, in make, and none in append.
//
//go:noinline
func AppendPreallocated(n int) []int {
	numbers := make([]int, 0, n)
	for i := 0; i < n; i++ {
		numbers = append(numbers, i)
	}
	return numbers
}

// Appending to somebody else's slice allocates only if it is full.
//
//go:noinline
func AppendToParameter(numbers []int, n int) []int {
	return append(numbers, n)
}

// A make that is filled by copy at once is one step for the compiler: nothing is zeroed first.
//
//go:noinline
func CopyOf(numbers []int) []int {
	duplicate := make([]int, len(numbers))
	copy(duplicate, numbers)
	return duplicate
}

// A literal of constants that is only read.
//
//go:noinline
func SliceLiteral(i int) int {
	primes := []int{2, 3, 5, 7, 11}
	return primes[i]
}
