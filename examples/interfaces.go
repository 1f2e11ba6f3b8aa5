package main

import "fmt"

// Point is what the functions put into interfaces.
type Point struct{ X, Y int }

// Sum adds the coordinates.
func (p *Point) Sum() int { return p.X + p.Y }

type shape interface{ area() float64 }

type circle struct{ radius float64 }

func (c circle) area() float64 { return 3 * c.radius * c.radius }

// An interface holds a pointer. Integers below 256 point into a table of the runtime, larger ones are allocated.
//
//go:noinline
func BoxInt(n int) any {
	return n
}

// A constant needs no allocation, however large: it is read-only data.
//
//go:noinline
func BoxConstant() any {
	return 7000
}

// A struct is copied to the heap.
//
//go:noinline
func BoxStruct(x, y int) any {
	return Point{x, y}
}

// A pointer is stored as it is.
//
//go:noinline
func BoxPointer(p *Point) any {
	return p
}

// A call through an interface does not allocate by itself.
//
//go:noinline
func CallThroughInterface(s shape) float64 {
	return s.area()
}

// A call of fmt allocates for its argument and for its result.
//
//go:noinline
func Formatted(n int) string {
	return fmt.Sprintf("n=%d", n)
}

// The slice behind variadic arguments stays in the frame if the callee does not keep it.
//
//go:noinline
func Sum() int {
	return sum(1, 2, 3)
}

//go:noinline
func sum(numbers ...int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}
