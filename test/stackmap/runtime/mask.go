// Since go1.24: every object has a mask.

package runtime

func oracleMask(object *stackObjectRecord) {
	oracleMaskBits(object.gcdata())
}
