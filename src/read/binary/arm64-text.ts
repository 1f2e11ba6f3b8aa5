// Text of the arm64 instructions that surround calls, in GNU syntax: branches, addresses, moves, additions, comparisons, loads
// and stores. Specification: Arm ARM, chapter C4, "A64 Instruction Set Encoding". Everything else is `.word 0x…`: shown
// as bytes rather than named wrongly.

/** What an instruction reads like, and where a direct branch goes. */
export interface Arm64Text {
  readonly text: string;
  readonly target?: number;
}

const CONDITIONS = ['eq', 'ne', 'cs', 'cc', 'mi', 'pl', 'vs', 'vc', 'hi', 'ls', 'ge', 'lt', 'gt', 'le', 'al', 'nv'];
const FIXED: Readonly<Record<number, string>> = { 0xd503201f: 'nop', 0xd65f03c0: 'ret' };

/** Describes one instruction word at `pc`; `place` names an address. */
export function arm64Text(word: number, pc: number, place: (address: number) => string): Arm64Text {
  const fixed = FIXED[word];
  if (fixed !== undefined) return { text: fixed };
  return (
    branch(word, pc, place) ?? {
      text: address(word, pc) ?? arithmetic(word) ?? load(word) ?? pair(word) ?? `.word 0x${word.toString(16).padStart(8, '0')}`,
    }
  );
}

function branch(word: number, pc: number, place: (address: number) => string): Arm64Text | undefined {
  const top = word >>> 24;
  const to = (mnemonic: string, target: number): Arm64Text => ({ text: `${mnemonic} ${place(target)}`, target });
  if (((word >>> 26) & 0x1f) === 5) return to(word >>> 31 === 1 ? 'bl' : 'b', pc + ((word << 6) >> 4));
  const near = pc + (((word << 8) >> 13) << 2);
  if (top === 0x54 && (word & 0x10) === 0) return to(`b.${CONDITIONS[word & 15]!}`, near);
  const wide = word >>> 31 === 1;
  if ((top & 0x7e) === 0x34) return to(`${top & 1 ? 'cbnz' : 'cbz'} ${register(word, wide)},`, near);
  if ((top & 0x7e) === 0x36) {
    const bit = ((word >>> 31) << 5) | ((word >>> 19) & 31);
    return to(`${top & 1 ? 'tbnz' : 'tbz'} ${register(word, wide)}, #${bit},`, pc + (((word << 13) >> 18) << 2));
  }
  const indirect = (word & 0xfffffc1f) >>> 0;
  if (indirect === 0xd63f0000) return { text: `blr ${register(word >>> 5, true)}` };
  return indirect === 0xd61f0000 ? { text: `br ${register(word >>> 5, true)}` } : undefined;
}

function address(word: number, pc: number): string | undefined {
  const form = (word & 0x9f000000) >>> 0;
  if (form !== 0x90000000 && form !== 0x10000000) return undefined;
  const offset = (((word << 8) >> 13) << 2) | ((word >>> 29) & 3);
  const value = form === 0x10000000 ? pc + offset : (Math.floor(pc / 4096) + offset) * 4096;
  return `${form === 0x10000000 ? 'adr' : 'adrp'} ${register(word, true)}, 0x${value.toString(16)}`;
}

function arithmetic(word: number): string | undefined {
  const wide = word >>> 31 === 1;
  const rd = register(word, wide);
  const rn = register(word >>> 5, wide);
  const rm = register(word >>> 16, wide);
  const subtract = (word & 0x40000000) !== 0;
  const flags = (word & 0x20000000) !== 0;
  const discards = flags && (word & 31) === 31;
  const verb = discards ? (subtract ? 'cmp' : 'cmn') : `${subtract ? 'sub' : 'add'}${flags ? 's' : ''}`;
  if ((word & 0x1f800000) >>> 0 === 0x11000000) {
    const shift = (word & 0x00400000) !== 0 ? ', lsl #12' : '';
    const value = `#0x${((word >>> 10) & 0xfff).toString(16)}${shift}`;
    const from = register(word >>> 5, wide, true);
    if (discards) return `${verb} ${from}, ${value}`;
    if (!subtract && !flags && value === '#0x0' && ((word & 31) === 31 || ((word >>> 5) & 31) === 31)) {
      return `mov ${register(word, wide, true)}, ${from}`;
    }
    return `${verb} ${flags ? rd : register(word, wide, true)}, ${from}, ${value}`;
  }
  if ((word & 0x1f80fc00) >>> 0 === 0x0b000000 && (word & 0x00600000) === 0) {
    if (subtract && !discards && ((word >>> 5) & 31) === 31) return `neg${flags ? 's' : ''} ${rd}, ${rm}`;
    return discards ? `${verb} ${rn}, ${rm}` : `${verb} ${rd}, ${rn}, ${rm}`;
  }
  if ((word & 0x7fe0ffe0) >>> 0 === 0x2a0003e0) return `mov ${rd}, ${rm}`;
  if ((word & 0x1f800000) >>> 0 !== 0x12800000) return undefined;
  const kind = (word >>> 29) & 3;
  const shift = ((word >>> 21) & 3) * 16;
  const immediate = (word >>> 5) & 0xffff;
  if (kind === 3) return `movk ${rd}, #0x${immediate.toString(16)}${shift === 0 ? '' : `, lsl #${shift}`}`;
  if (kind === 1 || (!wide && shift > 16)) return undefined;
  const placed = BigInt(immediate) << BigInt(shift);
  const value = kind === 2 ? placed : BigInt.asUintN(wide ? 64 : 32, ~placed);
  // GNU syntax spells the all-zero forms with a shift by their real names; nobody writes them.
  return immediate === 0 && shift !== 0 ? undefined : `mov ${rd}, #0x${value.toString(16)}`;
}

const LOADS: Readonly<Record<number, readonly [name: string, wide: boolean]>> = {
  0: ['strb', false],
  1: ['ldrb', false],
  2: ['ldrsb', true],
  3: ['ldrsb', false],
  4: ['strh', false],
  5: ['ldrh', false],
  6: ['ldrsh', true],
  7: ['ldrsh', false],
  8: ['str', false],
  9: ['ldr', false],
  10: ['ldrsw', true],
  12: ['str', true],
  13: ['ldr', true],
};

function load(word: number): string | undefined {
  if (((word >>> 24) & 0x3e) !== 0x38) return undefined;
  const form = LOADS[((word >>> 30) << 2) | ((word >>> 22) & 3)];
  if (form === undefined) return undefined;
  const [name, wide] = form;
  const rt = register(word, wide);
  const base = register(word >>> 5, true, true);
  if ((word & 0x01000000) !== 0) {
    const offset = ((word >>> 10) & 0xfff) << (word >>> 30);
    return `${name} ${rt}, [${base}${offset === 0 ? '' : `, #${offset}`}]`;
  }
  const offset = (word << 11) >> 23;
  if ((word & 0x00200000) !== 0) return indexedLoad(word, name, rt, base);
  switch ((word >>> 10) & 3) {
    case 0:
      return `${name.replace(/^(ld|st)/, '$1u')} ${rt}, [${base}${offset === 0 ? '' : `, #${offset}`}]`;
    case 1:
      return `${name} ${rt}, [${base}], #${offset}`;
    case 3:
      return `${name} ${rt}, [${base}, #${offset}]!`;
    default:
      return undefined;
  }
}

function indexedLoad(word: number, name: string, rt: string, base: string): string | undefined {
  // Only the plain and the scaled index; sign-extended ones are rare.
  if (((word >>> 10) & 3) !== 2 || ((word >>> 13) & 7) !== 3) return undefined;
  const scale = word >>> 30;
  const scaled = (word & 0x1000) !== 0 && scale !== 0 ? `, lsl #${scale}` : '';
  return (word & 0x1000) !== 0 && scale === 0 ? undefined : `${name} ${rt}, [${base}, ${register(word >>> 16, true)}${scaled}]`;
}

function pair(word: number): string | undefined {
  if (((word >>> 25) & 0x1f) !== 0x14 || ((word >>> 30) & 1) !== 0) return undefined;
  const wide = word >>> 31 === 1;
  const offset = ((word << 10) >> 25) * (wide ? 8 : 4);
  const registers = `${register(word, wide)}, ${register(word >>> 10, wide)}`;
  const name = (word & 0x00400000) !== 0 ? 'ldp' : 'stp';
  const base = register(word >>> 5, true, true);
  switch ((word >>> 23) & 3) {
    case 1:
      return `${name} ${registers}, [${base}], #${offset}`;
    case 2:
      return `${name} ${registers}, [${base}${offset === 0 ? '' : `, #${offset}`}]`;
    case 3:
      return `${name} ${registers}, [${base}, #${offset}]!`;
    default:
      return undefined;
  }
}

/** Register 31 is SP where the form says so, else the zero register. */
function register(bits: number, wide: boolean, stack = false): string {
  const number = bits & 31;
  if (number === 31) return stack ? (wide ? 'sp' : 'wsp') : wide ? 'xzr' : 'wzr';
  return `${wide ? 'x' : 'w'}${number}`;
}
