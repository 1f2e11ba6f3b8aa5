// Since go1.22: getStackMap and pcdatavalue take no cache.

package runtime

import "internal/abi"

func (frame *stkframe) getStackMap(debug bool) (locals, args bitvector, objs []stackObjectRecord) {
	locals, args, objs = frame.oracleOriginal(debug)
	if oracle.on {
		oracleAsked(frame, locals, args, objs)
	}
	return
}

func (frame *stkframe) oracleStackMap() (locals, args bitvector, objs []stackObjectRecord) {
	return frame.oracleOriginal(false)
}

func oracleMapIndex(f funcInfo, pc uintptr) int32 {
	return pcdatavalue(f, abi.PCDATA_StackMapIndex, pc)
}
