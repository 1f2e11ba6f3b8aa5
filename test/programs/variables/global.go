package main

import "errors"

// What the compiler can lay out is data in the binary; the rest is allocated once, when the program starts. There is
// no measurement of these: the calls in the compiler's text are the evidence.
var (
	staticPointer     = &node{value: 7}         //@ alloc(composite, static, "&node{...}", silent=yes)
	staticNested      = &node{7, &node{8, nil}} //@ alloc(composite, static, "&node{...}", silent=yes); alloc(composite, static, "&node{...}", silent=yes)
	staticSlice       = []int{1, 2, 3}          //@ alloc(composite, static, "[]int{...}", silent=yes)
	staticStrings     = []string{"a", "b"}      //@ alloc(composite, static, "[]string{...}", silent=yes)
	staticAny     any = 7000                    //@ alloc(interface, static, "7000", silent=yes)
	staticFunc        = func() int { return 7 } //@ alloc(closure, static, "func literal", silent=yes)
	staticError       = errors.New("static")
	madeNew           = new(int)                    //@ alloc(new, heap, "new(int)", frequency=always)
	madeMap           = map[string]int{"a": 1}      //@ alloc(composite, heap, "map[string]int{...}", frequency=always)
	madeEmptyMap      = make(map[string]int)        //@ alloc(make-map, heap, "make(map[string]int)", frequency=always)
	madeSlice         = make([]int, 4)              //@ alloc(make-slice, heap, "make([]int, 4)", frequency=always)
	madeText          = name() + name()             //@ alloc(string-concat, heap, "name() + name()", frequency=unless-empty)
	filledPointer     = &node{value: len(madeText)} //@ alloc(composite, static, "&node{...}", silent=yes)
)

//go:noinline
func name() string { return "gopher" }

func init() {
	total := staticPointer.value + staticNested.value + len(staticSlice) + len(staticStrings) + staticFunc() + *madeNew
	if staticAny == nil || staticError == nil || total+len(madeMap)+len(madeEmptyMap)+len(madeSlice)+filledPointer.value == 0 {
		panic("impossible") //@ alloc(interface, static, "\"impossible\"")
	}
}
