// Until go1.23: the mask of a large object is a program, which is run as scanstack does.

package runtime

import "unsafe"

func oracleMask(object *stackObjectRecord) {
	mask := object.gcdata()
	if !object.useGCProg() {
		oracleMaskBits(object.ptrdata(), mask)
		return
	}
	span := materializeGCProg(object.ptrdata(), mask)
	oraclePut(`,"program":true`)
	oracleMaskBits(object.ptrdata(), (*byte)(unsafe.Pointer(span.startAddr)))
	dematerializeGCProg(span)
}
