// What a location expression says about the frame. Specification: DWARF 5, 2.5, 2.6 and 7.7.1.
// Go writes four shapes: DW_OP_call_frame_cfa or DW_OP_fbreg N (in memory), DW_OP_reg* (in a register), these as
// DW_OP_piece lists, and DW_OP_fbreg N; DW_OP_deref (behind a pointer, since go1.25). Source: src/cmd/compile/internal/ssa/debug.go:
// writePieces… and src/cmd/compile/internal/dwarfgen/dwarf.go: createHeapDerefLocationList, go1.18–go1.27.
// Whatever else a compiler may write is walked over, so that pieces behind it stay at their place, and says nothing of the frame.
import type { Cursor } from '../../base/cursor.ts';
import { OP } from './constants.ts';
import type { Encoding } from './forms.ts';
import { sleb } from './forms.ts';

/** A part of a variable that lies in the frame. */
export interface FramePiece {
  /** From the CFA, in bytes. */
  readonly frameOffset: number;
  /** Bytes of the piece; undefined when the expression is of the whole variable. */
  readonly size: number | undefined;
  /** Where the piece begins in the variable, in bytes. */
  readonly variableOffset: number;
  /** The place holds the variable's address. */
  readonly indirect: boolean;
}

/** Where the expression leads so far: nowhere yet, into the frame, or elsewhere (a register, a constant, other memory). */
type Place = { readonly at: number; readonly indirect: boolean } | 'elsewhere' | undefined;

/**
 * The pieces in the frame. `frameBase` is what DW_OP_fbreg counts from, as an offset from the CFA; undefined when it is unknown.
 * What follows an unknown operation, whose operands have no known length, is left out.
 */
export function framePieces(cursor: Cursor, end: number, encoding: Encoding, frameBase: number | undefined): FramePiece[] {
  const pieces: FramePiece[] = [];
  let place: Place;
  let isPieced = false;
  let variableOffset = 0;
  while (cursor.offset < end) {
    const op = cursor.u8();
    switch (op) {
      case OP.callFrameCfa:
        place = place === undefined ? { at: 0, indirect: false } : 'elsewhere';
        break;
      case OP.fbreg: {
        const offset = sleb(cursor);
        place = place === undefined && frameBase !== undefined ? { at: frameBase + offset, indirect: false } : 'elsewhere';
        break;
      }
      case OP.plusUconst: {
        const addend = cursor.uvarint();
        place = typeof place === 'object' && !place.indirect ? { at: place.at + addend, indirect: false } : 'elsewhere';
        break;
      }
      case OP.deref:
        place = typeof place === 'object' && !place.indirect ? { at: place.at, indirect: true } : 'elsewhere';
        break;
      case OP.piece: {
        const size = cursor.uvarint();
        if (typeof place === 'object') pieces.push({ frameOffset: place.at, size, variableOffset, indirect: place.indirect });
        isPieced = true;
        variableOffset += size;
        place = undefined;
        break;
      }
      default:
        if (!skipOperands(cursor, op, encoding)) return pieces;
        place = 'elsewhere';
    }
  }
  if (cursor.offset > end) throw cursor.error('an expression within its length');
  if (!isPieced && typeof place === 'object') pieces.push({ frameOffset: place.at, size: undefined, variableOffset: 0, indirect: place.indirect });
  return pieces;
}

/** Bytes of operands: a number, or "uleb" for a variable length (also a signed one), or "block" for that many bytes behind one. */
const OPERANDS: ReadonlyMap<number, readonly (number | 'uleb' | 'block')[]> = new Map<number, readonly (number | 'uleb' | 'block')[]>([
  [OP.const1u, [1]],
  [OP.const1s, [1]],
  [OP.const2u, [2]],
  [OP.const2s, [2]],
  [OP.const4u, [4]],
  [OP.const4s, [4]],
  [OP.const8u, [8]],
  [OP.const8s, [8]],
  [OP.constu, ['uleb']],
  [OP.consts, ['uleb']],
  [OP.pick, [1]],
  [OP.derefSize, [1]],
  [OP.regx, ['uleb']],
  [OP.bregx, ['uleb', 'uleb']],
  [OP.addrx, ['uleb']],
  [OP.constx, ['uleb']],
  [OP.implicitValue, ['block']],
  [OP.entryValue, ['block']],
  [OP.gnuEntryValue, ['block']],
]);

/** Passes over an operation's operands; false when it is not known how many bytes they take, or what is done next. */
function skipOperands(cursor: Cursor, op: number, encoding: Encoding): boolean {
  if (op === OP.addr) {
    cursor.skip(encoding.addressSize);
    return true;
  }
  if (op >= OP.breg0 && op <= OP.breg31) {
    skipUleb(cursor);
    return true;
  }
  const operands = OPERANDS.get(op);
  if (operands === undefined) return isPlain(op);
  for (const operand of operands) {
    if (operand === 'uleb') skipUleb(cursor);
    else cursor.skip(operand === 'block' ? cursor.uvarint() : operand);
  }
  return true;
}

/** Operations without operands: arithmetic, literals, registers, stack_value. Branches and calls are none. */
function isPlain(op: number): boolean {
  const isStack = op >= OP.dup && op <= OP.xor && op !== OP.pick && op !== OP.plusUconst;
  const isComparison = op >= OP.eq && op <= OP.ne;
  return isStack || isComparison || (op >= OP.lit0 && op <= OP.reg31) || op === OP.nop || op === OP.stackValue;
}

function skipUleb(cursor: Cursor): void {
  while (cursor.u8() >= 0x80);
}
