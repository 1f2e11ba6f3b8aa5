package main

import (
	"example.com/revisions/added"
	"example.com/revisions/boxed"
	"example.com/revisions/copied"
	"example.com/revisions/dynamic"
	"example.com/revisions/flowing"
	"example.com/revisions/grown"
	"example.com/revisions/hinted"
	"example.com/revisions/hoisted"
	"example.com/revisions/known"
	"example.com/revisions/larger"
	"example.com/revisions/leaking"
	"example.com/revisions/looped"
	"example.com/revisions/preallocated"
	"example.com/revisions/removed"
	"example.com/revisions/settled"
	"example.com/revisions/shrunk"
	"example.com/revisions/smaller"
	"example.com/revisions/staying"
	"example.com/revisions/unboxed"
	"example.com/revisions/unchanged"
	"example.com/revisions/unhinted"
	"example.com/revisions/widened"
	"example.com/revisions/wider"
)

func main() {
	println(added.Run(7))
	println(boxed.Run(7))
	println(copied.Run(7))
	println(dynamic.Run())
	println(flowing.Run(7))
	println(grown.Run())
	println(hinted.Run())
	println(hoisted.Run(7))
	println(known.Run())
	println(larger.Run())
	println(leaking.Run())
	println(looped.Run(7))
	println(preallocated.Run(7))
	println(removed.Run(7))
	println(settled.Run(7))
	println(shrunk.Run())
	println(smaller.Run())
	println(staying.Run())
	println(unboxed.Run(7))
	println(unchanged.Run(7))
	println(unhinted.Run())
	println(widened.Run(7))
	println(wider.Run())
}
