package runtime

import "unsafe"

// Whether the object is a sample: bytes between two samples are distributed exponentially, as runtime.nextSample has it, so that every
// byte has the same chance. The first draw of a P is not an object's.
func allocpathSampled(pp *p, b *allocpathBlock, size uintptr) bool {
	budget := &b.bootBudget
	if pp != nil {
		budget = &pp.allocpathBudget
	}
	if *budget == 0 {
		*budget = allocpathDraw(b)
	}
	if *budget > size {
		*budget -= size
		return false
	}
	*budget = allocpathDraw(b)
	return true
}

// Which byte from here on is sampled next, 1 being the first. That it is among s bytes has the probability 1 − exp(−s / rate), which is what
// the reader divides by. runtime.fastexprand is off by 1 % where s is small: its logarithm is a table of 32 lines (fastlog2.go).
func allocpathDraw(b *allocpathBlock) uintptr {
	// Sebastiano Vigna's splitmix64.
	b.random += 0x9e3779b97f4a7c15
	v := b.random
	v = (v ^ v>>30) * 0xbf58476d1ce4e5b9
	v = (v ^ v>>27) * 0x94d049bb133111eb
	v ^= v >> 31
	return uintptr(allocpathExponential(v>>11+1)*float64(allocpath.rate)) + 1
}

// −ln(v / 2⁵³).
func allocpathExponential(v uint64) float64 {
	f := float64(v)
	bits := *(*uint64)(unsafe.Pointer(&f))
	exponent := int64(bits>>52) - 1023
	bits = bits&(1<<52-1) | 1023<<52
	m := *(*float64)(unsafe.Pointer(&bits)) // in [1, 2)
	if m > 1.4142135623730951 {
		m /= 2
		exponent++
	}
	s := (m - 1) / (m + 1)
	t := s * s
	ln := 2 * s * (1 + t*(1./3+t*(1./5+t*(1./7+t*(1./9+t*(1./11+t*(1./13+t/15)))))))
	return float64(53-exponent)*0.6931471805599453 - ln
}
