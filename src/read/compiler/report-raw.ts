// Raw string literals that are printed with their newlines: the compiler prints some constants as the source spells them (1.21:
// cmd/vendor/…/unitchecker.go, an argument of Fprintf), so one message may run over several lines of the report.

/** Which quote is open behind `bytes[start, end)`: true when a raw string is. `open` says that one was open in front of it. */
export function rawStringOpen(bytes: Uint8Array, start: number, end: number, open = false): boolean {
  let i = start;
  if (open) {
    while (i < end && bytes[i] !== 0x60) i++;
    if (i >= end) return true;
    i++;
  }
  for (; i < end; i++) {
    const quote = bytes[i];
    if (quote === 0x60) {
      i++;
      while (i < end && bytes[i] !== 0x60) i++;
      if (i >= end) return true;
    } else if (quote === 0x22 || quote === 0x27) {
      for (i++; i < end && bytes[i] !== quote; i++) if (bytes[i] === 0x5c) i++;
      // A lone quote is text of another kind; nothing behind it can be trusted.
      if (i >= end) return false;
    }
  }
  return false;
}
