// Command interfaces measures what it takes to put a value into an interface, and to pass variadic arguments.
package main

import (
	"errors"
	"fmt"
	"testing"
)

//@ claims(interface, variadic, append, composite, make-chan)

var cases = []struct {
	name string
	run  func()
}{
	{"Int/255", func() { boxInt(255) }},
	{"Int/256", func() { boxInt(256) }},
	{"Int/-1", func() { boxInt(-1) }},
	{"Int32/255", func() { boxInt32(255) }},
	{"Int32/256", func() { boxInt32(256) }},
	{"Uint16/255", func() { boxUint16(255) }},
	{"Uint16/256", func() { boxUint16(256) }},
	{"Byte", func() { boxByte(200) }},
	{"Bool", func() { boxBool(true) }},
	{"Float/0", func() { boxFloat(0) }},
	{"Float/1", func() { boxFloat(1) }},
	{"String", func() { boxString("gopher") }},
	{"String/0", func() { boxString("") }},
	{"Slice", func() { boxSlice(bytes) }},
	{"Slice/0", func() { boxSlice(nil) }},
	{"Slice/empty", func() { boxSlice(bytes[:0]) }},
	{"Struct", func() { boxStruct(1, 2) }},
	{"StructVariable", func() { boxStructVariable(point{1, 2}) }},
	{"StructWithPointer", func() { boxStructWithPointer(pair{}) }},
	{"OneFieldStruct/7", func() { boxOneFieldStruct(7) }},
	{"OneFieldStruct/7000", func() { boxOneFieldStruct(7000) }},
	{"Array/big", func() { boxArray(&array) }},
	{"Pointer", func() { boxPointer(&array) }},
	{"PointerStruct", func() { boxPointerStruct(pointerOnly{&array}) }},
	{"Map", func() { boxMap(nil) }},
	{"Func", func() { boxFunc(variadicNone) }},
	{"ConstantInt", boxConstantInt},
	{"ConstantString", boxConstantString},
	{"ConstantVariable", boxConstantVariable},
	{"ConstantStruct", boxConstantStruct},
	{"EmptyStruct", boxEmptyStruct},
	{"Global/7000", boxGlobal},
	{"Local", func() { boxLocal(7000) }},
	{"LocalStruct", func() { boxLocalStruct(1, 2) }},
	{"Passed", func() { boxPassed(7000) }},
	{"Switch/7000", func() { typeSwitch(seven) }},
	{"Assert", func() { typeAssert(seven) }},
	{"Interface", func() { boxInterface(failure) }},
	{"ErrorValue/7", func() { boxErrorValue(7) }},
	{"ErrorValue/7000", func() { boxErrorValue(7000) }},
	{"ErrorPointer", func() { boxErrorPointer(7) }},
	{"Compared", func() { compared(seven) }},
	{"MethodThroughInterface", func() { methodThroughInterface(1, 2) }},
	{"InSlice", func() { inSlice(1000, "gopher") }},
	{"InMap", func() { inMap(1000) }},
	{"InAppend", func() { inAppend(1000) }},
	{"InChannel", func() { inChannel(1000) }},
	{"VariadicLocal", func() { variadicLocal() }},
	{"VariadicKept", variadicKept},
	{"VariadicNone", variadicNone},
	{"VariadicSpread", func() { variadicSpread(ints) }},
	{"VariadicAny", func() { variadicAny(1000) }},
	{"VariadicAnyKept", func() { variadicAnyKept(1000) }},
	{"VariadicConstants", func() { variadicConstants() }},
	{"VariadicBools", func() { variadicBools(true, false, true) }},
	{"Panic/not taken", func() { panicPath(1) }},
	{"InLoop/4", func() { inLoop(4) }},
}

var (
	seven   any = 7000
	failure     = errors.New("failure")
	number      = 7000
	ints        = []int{1, 2, 3}
	bytes       = []byte("gopher")
	array   [100]int
)

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
