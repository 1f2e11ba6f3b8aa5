// Added to a copy of package runtime: writes down what the runtime itself says of a frame.
// One JSON object a line: a header, then a line for each frame that differs from all before it.
// The rest, which differs between releases, stands in the files beside this one; farm.ts chooses.

package runtime

import (
	"internal/abi"
	"unsafe"
)

const oracleSlots = 1 << 18

// No pointers inside: the recorder runs within the collector, where no write barrier may happen.
var oracle struct {
	lock    mutex
	on      bool
	fd      uintptr
	used    int
	buffer  [1 << 16]byte
	entries int
	seen    [oracleSlots]uint64
	// The function of tables.go, and the function at which a map was met last.
	function uint32
	met      [1 << 14]uint32
}

// oracleStart begins to record to a file descriptor.
//
//go:linkname oracleStart
func oracleStart(fd uintptr) {
	systemstack(func() {
		lock(&oracle.lock)
		oracle.fd = fd
		oraclePut(`{"version":"`)
		oraclePut(buildVersion)
		oraclePut(`","arch":"`)
		oraclePut(GOARCH)
		oraclePut(`","text":`)
		oracleNumber(int64(firstmoduledata.text))
		oraclePut("}\n")
		oracle.on = true
		unlock(&oracle.lock)
	})
}

// oracleStop ends the recording and writes what is left in the buffer.
//
//go:linkname oracleStop
func oracleStop() {
	systemstack(func() {
		lock(&oracle.lock)
		oracle.on = false
		oracleFlush()
		unlock(&oracle.lock)
	})
}

// oracleDump records the frames of the calling goroutine.
//
//go:linkname oracleDump
func oracleDump(label string) {
	if !oracle.on {
		return
	}
	gp := getg()
	// systemstack leaves the goroutine as the collector finds it when it scans the goroutine that started it.
	systemstack(func() {
		lock(&oracle.lock)
		oracleUnwind(label, gp)
		unlock(&oracle.lock)
	})
}

// oracleDumpAll records the frames of all goroutines.
//
//go:linkname oracleDumpAll
func oracleDumpAll(label string) {
	oracleDump(label)
	self := getg()
	stop := oracleStopTheWorld()
	systemstack(func() {
		forEachG(func(gp *g) {
			if gp == self {
				return
			}
			switch readgstatus(gp) &^ _Gscan {
			case _Gwaiting, _Grunnable, _Gsyscall, _Gpreempted:
				lock(&oracle.lock)
				oracleUnwind(label, gp)
				unlock(&oracle.lock)
			}
		})
	})
	oracleStartTheWorld(stop)
}

// oracleUnwind records the frames of a goroutine that does not run. As in scanframeworker, a frame that was interrupted between
// two instructions has no map, and neither has what interrupted it.
func oracleUnwind(label string, gp *g) {
	var u unwinder
	conservative := false
	for u.init(gp, 0); u.valid(); u.next() {
		frame := &u.frame
		interrupter := frame.fn.funcID == abi.FuncID_asyncPreempt || frame.fn.funcID == abi.FuncID_debugCallV2
		if conservative || interrupter {
			oracleRecord(label, gp.goid, frame, true, bitvector{}, bitvector{}, nil)
			conservative = interrupter
			continue
		}
		locals, args, objs := frame.oracleStackMap()
		oracleRecord(label, gp.goid, frame, false, locals, args, objs)
	}
}

// oracleAsked records what getStackMap answered to the collector or to the copier of stacks.
func oracleAsked(frame *stkframe, locals, args bitvector, objs []stackObjectRecord) {
	lock(&oracle.lock)
	// Again, as it may have ended meanwhile.
	if oracle.on {
		oracleRecord("", 0, frame, false, locals, args, objs)
	}
	unlock(&oracle.lock)
}

func oracleRecord(label string, goid uint64, frame *stkframe, conservative bool, locals, args bitvector, objs []stackObjectRecord) {
	f := frame.fn
	hash := uint64(14695981039346656037)
	mix := func(x uintptr) {
		hash = (hash ^ uint64(x)) * 0x9e3779b97f4a7c15
		hash ^= hash >> 29
	}
	for i := 0; i < len(label); i++ {
		mix(uintptr(label[i]))
	}
	mix(frame.pc)
	mix(frame.continpc)
	mix(frame.fp - frame.sp)
	mix(frame.varp - frame.sp)
	mix(frame.argp - frame.sp)
	if conservative {
		mix(1)
	}
	mix(uintptr(locals.n))
	mix(uintptr(unsafe.Pointer(locals.bytedata)))
	// Those of reflect are made at run time: their address says nothing.
	mix(uintptr(args.n))
	for i := uintptr(0); i < uintptr(args.n); i++ {
		mix(uintptr(*addb(args.bytedata, i/8) >> (i % 8) & 1))
	}
	mix(uintptr(len(objs)))
	if !oracleNew(hash) {
		return
	}
	oraclePut(`{"label":"`)
	oracleText(label)
	oracleField(`","goid":`, int64(goid))
	oraclePut(`,"fn":"`)
	oracleText(funcname(f))
	oracleField(`","entry":`, int64(f.entry()))
	oracleField(`,"pc":`, int64(frame.pc))
	oracleField(`,"continpc":`, int64(frame.continpc))
	target, index := frame.continpc, int32(-1)
	if target != 0 && target != f.entry() && !conservative {
		target--
		index = oracleMapIndex(f, target)
	}
	oracleField(`,"targetpc":`, int64(target))
	oracleField(`,"index":`, int64(index))
	oracleField(`,"argsize":`, int64(f.args))
	oracleField(`,"sp":`, int64(frame.sp))
	oracleField(`,"fp":`, int64(frame.fp))
	oracleField(`,"varp":`, int64(frame.varp))
	oracleField(`,"argp":`, int64(frame.argp))
	if conservative {
		oraclePut(`,"conservative":true`)
	}
	oraclePut(`,"locals":"`)
	oracleBits(uintptr(locals.n), locals.bytedata)
	oraclePut(`","args":"`)
	oracleBits(uintptr(args.n), args.bytedata)
	oraclePut(`","objects":[`)
	for i := range objs {
		if i > 0 {
			oraclePut(",")
		}
		oracleObject(&objs[i])
	}
	oraclePut("]}\n")
}

// oracleObject takes a pointer to the record itself, not to a copy: a record finds its mask by its own address.
func oracleObject(object *stackObjectRecord) {
	oracleField(`{"off":`, int64(object.off))
	oracleField(`,"size":`, int64(object.size))
	oracleMask(object)
	oraclePut("}")
}

// oracleNew tells whether a hash was not met before.
func oracleNew(hash uint64) bool {
	if hash == 0 {
		hash = 1
	}
	for at := hash % oracleSlots; ; at = (at + 1) % oracleSlots {
		if oracle.seen[at] == hash {
			return false
		}
		if oracle.seen[at] == 0 {
			oracle.entries++
			if oracle.entries > oracleSlots/2 {
				throw("oracle: too many frames")
			}
			oracle.seen[at] = hash
			return true
		}
	}
}

func oracleMaskBits(ptrBytes uintptr, mask *byte) {
	oracleField(`,"ptrBytes":`, int64(ptrBytes))
	oraclePut(`,"mask":"`)
	oracleBits(ptrBytes/unsafe.Sizeof(ptrBytes), mask)
	oraclePut(`"`)
}

func oracleBits(n uintptr, bits *byte) {
	for i := uintptr(0); i < n; i++ {
		oracleByte('0' + *addb(bits, i/8)>>(i%8)&1)
	}
}

func oracleField(name string, value int64) {
	oraclePut(name)
	oracleNumber(value)
}

func oracleNumber(value int64) {
	if value < 0 {
		oracleByte('-')
		value = -value
	}
	var digits [20]byte
	at := len(digits)
	for {
		at--
		digits[at] = '0' + byte(value%10)
		value /= 10
		if value == 0 {
			break
		}
	}
	for ; at < len(digits); at++ {
		oracleByte(digits[at])
	}
}

func oracleText(text string) {
	for i := 0; i < len(text); i++ {
		if text[i] == '"' || text[i] == '\\' {
			oracleByte('\\')
		}
		oracleByte(text[i])
	}
}

func oraclePut(text string) {
	for i := 0; i < len(text); i++ {
		oracleByte(text[i])
	}
}

func oracleByte(b byte) {
	if oracle.used == len(oracle.buffer) {
		oracleFlush()
	}
	oracle.buffer[oracle.used] = b
	oracle.used++
}

func oracleFlush() {
	for at := 0; at < oracle.used; {
		n := write1(oracle.fd, unsafe.Pointer(&oracle.buffer[at]), int32(oracle.used-at))
		if n <= 0 {
			throw("oracle: cannot write")
		}
		at += int(n)
	}
	oracle.used = 0
}
