// Command closures measures function literals, method values, go and defer statements, and channels.
package main

import (
	"fmt"
	"testing"
)

//@ claims(closure, method-value, go-defer, moved-to-heap, make-chan, append, composite)

type testCase struct {
	name string
	run  func()
}

var cases = []testCase{
	{"NoCapture", noCapture},
	{"CaptureConstant", captureConstant},
	{"CaptureValue", func() { captureValue(7) }},
	{"CaptureTwo", func() { captureTwo(7, "gopher") }},
	{"CaptureReference", func() { captureReference(7) }},
	{"CaptureBig", func() { captureBig(&array) }},
	{"LocalPassed", func() { localPassed(7) }},
	{"LocalCalled", func() { localCalled(7) }},
	{"LocalCalledTwice", func() { localCalledTwice(7) }},
	{"Immediate", func() { immediate(7) }},
	{"Nested", func() { nested(7) }},
	{"Recursive", func() { recursive(5) }},
	{"Returned", func() { returned(7) }},
	{"InSlice/3", func() { inSlice(3) }},
	{"InLoop/3", func() { inLoop(3) }},
	{"MethodValueKept", func() { methodValueKept(&shared) }},
	{"MethodValueLocal", func() { methodValueLocal(&shared) }},
	{"MethodValueCopied", func() { methodValueCopied(shared) }},
	{"MethodValueInterface", func() { methodValueInterface(&shared) }},
	{"MethodExpression", methodExpression},
	{"FuncValue", funcValue},
	{"DeferClosure", func() { deferClosure(7) }},
	{"DeferCall", func() { deferCall(7) }},
	{"DeferMethod", func() { deferMethod(&shared) }},
	{"DeferInLoop/3", func() { deferInLoop(3) }},
	{"DeferCallInLoop/3", func() { deferCallInLoop(3) }},
	{"DeferRecover", func() { deferRecover(7) }},
	{"GoClosure", func() { goClosure(7) }},
	{"GoCall", func() { goCall(7) }},
	{"GoMethod", func() { goMethod(&shared) }},
	{"GoPlain", goPlain},
	{"ChanUnbuffered", func() { chanUnbuffered() }},
	{"ChanBuffered", func() { chanBuffered() }},
	{"ChanPointers", chanPointers},
	{"ChanVariable/8", func() { chanVariable(8) }},
	{"ChanEmptyStruct", func() { chanEmptyStruct() }},
	{"Select", func() { selectLocal(7) }},
}

var (
	array  [100]int
	shared counter
)

func main() {
	for _, c := range cases {
		fmt.Printf("{\"case\":%q,\"allocs\":%d}\n", c.name, int(testing.AllocsPerRun(100, c.run)))
	}
}
