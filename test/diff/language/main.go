package main

var kept []*int

//go:noinline
func each() {
	for i := 0; i < 3; i++ { // want: worse loop-variable
		kept = append(kept, &i)
	}
}

func main() {
	each()
	println(len(kept))
}
