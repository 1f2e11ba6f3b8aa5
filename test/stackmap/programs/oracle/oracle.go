// Package oracle asks the patched runtime to write down frames.
package oracle

import (
	"os"
	_ "unsafe" // for go:linkname
)

//go:linkname start runtime.oracleStart
func start(fd uintptr)

//go:linkname stop runtime.oracleStop
func stop()

//go:linkname dump runtime.oracleDump
func dump(label string)

//go:linkname dumpAll runtime.oracleDumpAll
func dumpAll(label string)

//go:linkname tables runtime.oracleTables
func tables()

// Run records the frames that body makes, then the tables of all functions, to the file that the first argument names.
func Run(body func()) {
	file, err := os.Create(os.Args[1])
	if err != nil {
		panic(err)
	}
	start(file.Fd())
	body()
	tables()
	stop()
	if err := file.Close(); err != nil {
		panic(err)
	}
}

// Stop records the frames of the caller's goroutine.
//
//go:noinline
func Stop(label string) { dump(label) }

// StopAll records the frames of all goroutines.
//
//go:noinline
func StopAll(label string) { dumpAll(label) }
