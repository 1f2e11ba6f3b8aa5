// Added to a copy of package runtime: writes down what the runtime reads in the tables of every function, whether it ran or not.
// One JSON object a function. Maps are those that getStackMap answers for frames that are made up.

package runtime

import (
	"internal/abi"
	"unsafe"
)

// oracleTables writes a line for each function.
//
//go:linkname oracleTables
func oracleTables() {
	systemstack(func() {
		lock(&oracle.lock)
		for _, module := range activeModules() {
			for i := 0; i < len(module.ftab)-1; i++ {
				oracleFunction(oracleFuncAt(module, i), module.textAddr(module.ftab[i+1].entryoff))
			}
		}
		unlock(&oracle.lock)
	})
}

func oracleFuncAt(module *moduledata, i int) funcInfo {
	return funcInfo{(*_func)(unsafe.Pointer(&module.pclntable[module.ftab[i].funcoff])), module}
}

func oracleFunction(f funcInfo, end uintptr) {
	oraclePut(`{"function":"`)
	oracleText(funcname(f))
	oracleField(`","entry":`, int64(f.entry()))
	oracleField(`,"end":`, int64(end))
	oracleField(`,"argsize":`, int64(f.args))
	oraclePut(`,"sp":`)
	oracleRuns(f, f.pcsp)
	oraclePut(`,"unsafe":`)
	oracleRuns(f, oracleTableAt(f, abi.PCDATA_UnsafePoint))
	oraclePut(`,"index":`)
	table := oracleTableAt(f, abi.PCDATA_StackMapIndex)
	oracleRuns(f, table)
	oraclePut(`,"maps":[`)
	objects := oracleMaps(f, table)
	oraclePut(`],"objects":[`)
	for i := range objects {
		if i > 0 {
			oraclePut(",")
		}
		oracleObject(&objects[i])
	}
	oraclePut("]}\n")
}

func oracleTableAt(f funcInfo, table uint32) uint32 {
	if table >= f.npcdata {
		return 0
	}
	return pcdatastart(f, table)
}

// oracleRuns writes a table as [end, value, end, value, …], ends relative to the entry.
func oracleRuns(f funcInfo, table uint32) {
	oraclePut("[")
	for run := oracleFirstRun(f, table); run.ok; run.next(f) {
		if run.start != f.entry() {
			oraclePut(",")
		}
		oracleNumber(int64(run.end - f.entry()))
		oracleField(",", int64(run.value))
	}
	oraclePut("]")
}

// oracleMaps writes the maps of each index in the table as [index, locals, args], and returns the stack objects.
func oracleMaps(f funcInfo, table uint32) (objects []stackObjectRecord) {
	oracle.function++
	name := funcname(f)
	if name == "reflect.makeFuncStub" || name == "reflect.methodValueCall" {
		return nil // They want a real frame.
	}
	written := 0
	// The entry, which stands for index 0 where there is no table, comes last.
	for run := oracleFirstRun(f, table); ; run.next(f) {
		target, chosen := f.entry(), int32(0)
		if run.ok {
			target = run.start
			if run.value > 0 {
				chosen = run.value
			}
		}
		if int(chosen) >= len(oracle.met) {
			throw("oracle: too many maps")
		}
		if oracle.met[chosen] != oracle.function {
			oracle.met[chosen] = oracle.function
			var frame stkframe
			frame.fn = f
			frame.continpc = target + 1
			// getStackMap throws when a map is missing that it asks for: it is to ask for those that there are.
			if oracleHas(f, abi.FUNCDATA_LocalsPointerMaps, chosen) {
				frame.varp = 1 << 16
			}
			if f.args == 0 || f.args == abi.ArgsSizeUnknown || oracleHas(f, abi.FUNCDATA_ArgsPointerMaps, chosen) {
				locals, args, objs := frame.oracleStackMap()
				objects = objs
				if written > 0 {
					oraclePut(",")
				}
				written++
				oracleField("[", int64(chosen))
				oraclePut(`,"`)
				oracleBits(uintptr(locals.n), locals.bytedata)
				oraclePut(`","`)
				oracleBits(uintptr(args.n), args.bytedata)
				oraclePut(`"]`)
			}
		}
		if !run.ok {
			break
		}
	}
	return
}

func oracleHas(f funcInfo, table uint8, index int32) bool {
	maps := (*stackmap)(funcdata(f, table))
	return maps != nil && index < maps.n
}

// oracleRun is a run of a table by pc, in the runtime's own reading.
type oracleRun struct {
	start, end uintptr
	value      int32
	rest       []byte
	ok         bool
}

func oracleFirstRun(f funcInfo, table uint32) oracleRun {
	if table == 0 {
		return oracleRun{}
	}
	run := oracleRun{start: f.entry(), end: f.entry(), value: -1, rest: f.datap.pctab[table:], ok: true}
	run.rest, run.ok = step(run.rest, &run.end, &run.value, true)
	return run
}

func (run *oracleRun) next(f funcInfo) {
	if !run.ok {
		return
	}
	run.start = run.end
	run.rest, run.ok = step(run.rest, &run.end, &run.value, run.end == f.entry())
}
