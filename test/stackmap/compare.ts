// Holds what the runtime said of a frame against what the decoder says of the same function and address, field by field.
// Go source of the rules: src/runtime/stkframe.go: getStackMap, src/runtime/traceback.go: (*unwinder).resolveInternal.
import { readFileSync } from 'node:fs';
import { frameCalls, frameTables, readsArgs, readsLocals, type FrameCall, type FrameTables } from '../../src/read/binary/frame-tables.ts';
import { frameBytes, varpOffset } from '../../src/read/binary/frame.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { bitString } from '../../src/read/binary/pointer-maps.ts';
import { maskString } from '../../src/read/binary/stack-objects.ts';
import { PCDATA } from '../../src/read/release/func-record.ts';
import type { FrameRecord, Recording } from './records.ts';

/** How much was compared, and what was not equal. */
export interface Comparison {
  /** How far the process lay from the addresses in the file. */
  readonly slide: number;
  /** Distinct (function, looked-up pc) with a map. */
  readonly pairs: Set<string>;
  /** Of these, those whose pc is the return address of a call that the decoder found, with the map that it gives the call. */
  readonly calls: Set<string>;
  readonly functions: Set<number>;
  /** Frames by what is special about them. */
  readonly kinds: Map<Kind, number>;
  /** Live bits, and objects, that were compared. */
  bits: number;
  objects: number;
  readonly differences: string[];
}

type Kind = 'compared' | 'interrupted' | 'dead' | 'reflect' | 'entry' | 'resumes elsewhere' | 'own map unknown' | 'assembly' | 'program' | 'stack growth';

/** Frames whose arguments map is made at run time (stkframe.go: argMapInternal); no binary says it. */
const REFLECT = /^reflect\.(?:makeFuncStub|methodValueCall)$/;

/** Assembly whose address stands on a stack that it never called from: the first frame of a goroutine, and the mark of a switch of stacks. */
const WITHOUT_CALL = /^runtime\.(?:goexit|systemstack_switch)$/;

/** What the decoder says of one function. */
interface Decoded {
  readonly tables: FrameTables;
  readonly calls: ReadonlyMap<number, FrameCall>;
}

/** Compares all frames of a recording. */
export function compare(recording: Recording): Comparison {
  const binary = GoBinary.open(readFileSync(recording.binary), recording.binary);
  const slide = recording.text - binary.textStart;
  const known = new Map<number, Decoded>();
  const result: Comparison = { slide, pairs: new Set(), calls: new Set(), functions: new Set(), kinds: new Map(), bits: 0, objects: 0, differences: [] };
  for (const frame of recording.frames) {
    const index = binary.functionAt(frame.entry - slide);
    if (index < 0 || binary.functions.entry[index] !== frame.entry - slide) {
      result.differences.push(`${frame.fn}: no function begins at 0x${(frame.entry - slide).toString(16)}`);
      continue;
    }
    let decoded = known.get(index);
    if (decoded === undefined) {
      decoded = { tables: frameTables(binary, index), calls: new Map(frameCalls(binary, index).map((call) => [call.returnPc, call])) };
      known.set(index, decoded);
    }
    compareFrame(binary, index, decoded, frame, slide, result);
  }
  return result;
}

function compareFrame(binary: GoBinary, index: number, { tables, calls }: Decoded, frame: FrameRecord, slide: number, result: Comparison): void {
  const note = (kind: Kind): void => void result.kinds.set(kind, (result.kinds.get(kind) ?? 0) + 1);
  const equal = (what: string, runtime: unknown, decoder: unknown): void => {
    if (runtime === decoder) return;
    result.differences.push(
      `${frame.fn}+${frame.pc - frame.entry} ${what}: runtime ${String(runtime)}, decoder ${String(decoder)} (${frame.label || 'collector'})`,
    );
  };
  const spDelta = binary.spDeltas(index).at(frame.pc - slide);
  equal('name', frame.fn, binary.functions.nameOff[index] === 0 ? '' : tables.name);
  equal('argument bytes', frame.argsize, tables.argumentBytes ?? -0x80000000);
  equal('fp', frame.fp - frame.sp, frameBytes(tables.shape, spDelta));
  equal('varp', frame.varp - frame.fp, varpOffset(tables.shape, spDelta));
  equal('argp', frame.argp - frame.fp, tables.shape.argp);
  equal('deepest frame', true, spDelta <= tables.maxSpDelta);
  if (frame.conservative === true) return note('interrupted');
  if (frame.continpc === 0) return note('dead');

  const chosen = Math.max(0, frame.index);
  const map = binary.pcdata(index, PCDATA.StackMapIndex).at(frame.targetpc - slide);
  if (frame.continpc === frame.entry) {
    note('entry');
    equal('index', frame.index, -1);
  } else {
    equal('index', frame.index, map);
    if (!WITHOUT_CALL.test(frame.fn)) compareCall();
  }
  equal('locals', frame.locals, readsLocals(tables, spDelta) ? bitString(tables.locals!, chosen) : '');
  if (REFLECT.test(frame.fn)) {
    note('reflect');
    equal('argument bytes', undefined, tables.argumentBytes);
  } else {
    equal('args', frame.args, readsArgs(tables) ? bitString(tables.args!, chosen) : '');
    compareObjects();
  }
  note(tables.assembly ? 'assembly' : 'compared');
  const pair = `${frame.entry} ${frame.targetpc}`;
  if (!result.pairs.has(pair)) result.bits += frame.locals.length + frame.args.length;
  result.pairs.add(pair);
  result.functions.add(index);

  function compareCall(): void {
    if (frame.continpc !== frame.pc) note('resumes elsewhere');
    const call = calls.get(frame.continpc - slide) ?? [...calls.values()].find((one) => one.pc === frame.targetpc - slide);
    if (call === undefined) return equal('call', `returns to 0x${(frame.continpc - slide).toString(16)}`, 'none');
    if (frame.continpc === frame.pc) equal('depth at the call', spDelta, call.spDelta);
    if (call.map === undefined) {
      const name = call.target === undefined ? '' : binary.functionName(binary.functionAt(call.target));
      if (name.startsWith('runtime.morestack')) {
        note('stack growth');
        equal('index where the stack grows', frame.index, -1);
      } else note('own map unknown');
      return;
    }
    equal('map of the call', chosen, call.map);
    result.calls.add(`${frame.entry} ${frame.targetpc}`);
  }

  function compareObjects(): void {
    equal('objects', frame.objects.length, tables.objects.length);
    for (const [i, object] of frame.objects.entries()) {
      const own = tables.objects[i];
      if (own === undefined) continue;
      result.objects++;
      equal(`object ${i}`, `${object.off} ${object.size} ${object.ptrBytes}`, `${own.offset} ${own.size} ${own.ptrBytes}`);
      if (object.program === true) note('program');
      equal(`mask ${i}`, object.mask, maskString(binary, own));
    }
  }
}
