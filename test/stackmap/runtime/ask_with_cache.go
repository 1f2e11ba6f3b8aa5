// go1.21: getStackMap and pcdatavalue take a cache, which may be nil.

package runtime

import "internal/abi"

func (frame *stkframe) getStackMap(cache *pcvalueCache, debug bool) (locals, args bitvector, objs []stackObjectRecord) {
	locals, args, objs = frame.oracleOriginal(cache, debug)
	if oracle.on {
		oracleAsked(frame, locals, args, objs)
	}
	return
}

func (frame *stkframe) oracleStackMap() (locals, args bitvector, objs []stackObjectRecord) {
	return frame.oracleOriginal(nil, false)
}

func oracleMapIndex(f funcInfo, pc uintptr) int32 {
	return pcdatavalue(f, abi.PCDATA_StackMapIndex, pc, nil)
}
