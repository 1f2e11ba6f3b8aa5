package main

import (
	"example.com/copies/one"
	"example.com/copies/two"
)

func main() { println(one.Run(3), two.Run(4)) }
