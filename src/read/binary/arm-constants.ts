// Which words of an arm function are constants: Go's assembler puts literal pools into the text.
// Go source: src/cmd/internal/obj/arm/asm5.go: checkpool, addpool, flushpool (pools lie behind the instructions that load from
// them), go1.18–go1.27. Encodings: ARM Architecture Reference Manual, LDR (literal) and VLDR with the pc as base.

/** Offsets of the words in [from, to) that instructions in front of them load as constants. */
export function armConstants(view: DataView, from: number, to: number): ReadonlySet<number> {
  const constants = new Set<number>();
  for (let at = from; at + 4 <= to; at += 4) {
    if (constants.has(at)) continue;
    const word = view.getUint32(at, true);
    if (word >>> 28 === 0xf) continue;
    // The pc reads as the instruction after the next.
    const sign = (word & 0x00800000) === 0 ? -1 : 1;
    if ((word & 0x0f3f0000) >>> 0 === 0x051f0000) constants.add((at + 8 + sign * (word & 0xfff)) & ~3);
    else if ((word & 0x0f3f0e00) >>> 0 === 0x0d1f0a00) {
      const place = at + 8 + sign * (word & 0xff) * 4;
      constants.add(place);
      if ((word & 0x100) !== 0) constants.add(place + 4);
    }
  }
  return constants;
}
