// How the runtime finds what is live at one address, step by step, in words.
// Go source: src/runtime/traceback.go: (*unwinder).resolveInternal, src/runtime/stkframe.go: getStackMap (go1.20–go1.27),
// src/runtime/mgcmark.go: scanframeworker.
import { PCDATA } from '../read/release/func-record.ts';
import { argsOffset, frameBytes, localsOffset, varpOffset } from '../read/binary/frame.ts';
import { frameCalls, frameTables, readsArgs, readsLocals, type FrameCall, type FrameTables } from '../read/binary/frame-tables.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';
import { bitString, liveBits } from '../read/binary/pointer-maps.ts';
import type { FrameNames } from './namer.ts';

/** One step: what is done, and the evidence for it. */
export interface LookupStep {
  readonly what: string;
  readonly evidence?: string;
}

/** Explains the lookup at an address of function `index`: that of a call, or its return address. */
export function explainLookup(binary: GoBinary, index: number, pc: number, names: FrameNames): LookupStep[] {
  const tables = frameTables(binary, index);
  const steps: LookupStep[] = [
    {
      what: `${hex(pc)} lies in ${tables.name}: the last function that begins at or before it.`,
      evidence: `function table entry ${index}: ${hex(tables.entry)}–${hex(tables.end)}`,
    },
  ];
  if (tables.assembly) return [...steps, { what: 'The function is assembly: its maps are written by hand, and locals maps of it are not read in general.' }];
  const call = frameCalls(binary, index).find((one) => one.pc === pc || one.returnPc === pc);
  if (call === undefined) return [...steps, ...noCall(binary, index, pc)];
  steps.push({
    what: `A goroutine that is stopped in this call has the return address ${hex(call.returnPc)}. The runtime looks at ${hex(call.returnPc - 1)}, one byte before it, so that the address lies in the call and not behind it.`,
    evidence: `call ${hex(call.pc)} → ${targetName(binary, call)}`,
  });
  steps.push(...frameSteps(tables, call));
  if (call.map === undefined) {
    return [
      ...steps,
      { what: 'This call has no map of its own: the callee never lets the collector look at the stack. The index in the table is that of an earlier call.' },
    ];
  }
  const recorded = binary.stackMapIndex(index, call.returnPc - 1);
  steps.push({
    what: `PCDATA StackMapIndex is ${recorded} there${recorded < 0 ? ', which stands for 0: the map of the function entry' : ''}.`,
    evidence: `PCDATA ${PCDATA.StackMapIndex}`,
  });
  return [...steps, ...mapSteps(tables, call, call.map, names)];
}

function noCall(binary: GoBinary, index: number, pc: number): LookupStep[] {
  const unsafe = binary.pcdata(index, PCDATA.UnsafePoint).at(pc);
  return [
    {
      what: 'No call is at this address and none returns to it. Maps hold at calls only: between them the index is that of the call before, and says nothing about this instruction.',
      evidence: `PCDATA ${PCDATA.StackMapIndex} = ${binary.stackMapIndex(index, pc)}`,
    },
    {
      what:
        unsafe === -1
          ? 'A goroutine can be preempted here by a signal; its frame is then scanned conservatively, word by word, without a map.'
          : 'This is an unsafe point: a signal does not preempt the goroutine here.',
      evidence: `PCDATA ${PCDATA.UnsafePoint} = ${unsafe}`,
    },
  ];
}

function frameSteps(tables: FrameTables, call: FrameCall): LookupStep[] {
  const { shape } = tables;
  const fp = frameBytes(shape, call.spDelta);
  const varp = varpOffset(shape, call.spDelta);
  const pushed = shape.returnAddress === 0 ? '' : ` + ${shape.returnAddress} for the return address`;
  return [
    {
      what: `SP is ${call.spDelta} bytes below its place at entry, so fp, the caller's stack pointer, is SP + ${call.spDelta}${pushed} = SP + ${fp}.`,
      evidence: 'pcsp',
    },
    {
      what: `varp, where the locals end, is fp − ${-varp} = SP + ${fp + varp}; argp, where the arguments begin, is fp + ${shape.argp} = SP + ${fp + shape.argp}.`,
    },
  ];
}

function mapSteps(tables: FrameTables, call: FrameCall, map: number, names: FrameNames): LookupStep[] {
  const { shape } = tables;
  const fp = frameBytes(shape, call.spDelta);
  const word = shape.pointerSize;
  const steps: LookupStep[] = [];
  const slot = (fpOffset: number): string => {
    const found = names.wordAt(fpOffset, call);
    const label = found.map((name) => name.variable + (name.part ?? '')).join(' or ');
    return `SP + ${fpOffset + fp}${label === '' ? '' : ` (${label})`}`;
  };
  if (readsLocals(tables, call.spDelta)) {
    const locals = tables.locals!;
    if (map >= locals.count) return [...steps, { what: `There are only ${locals.count} maps of the locals: the tables are damaged or of an unknown layout.` }];
    const bits = liveBits(locals, map);
    steps.push({
      what: `Map ${map} of the locals has ${locals.bits} bits; bit i stands for the word at varp − (${locals.bits} − i) · ${word}. Set: ${
        bits.length === 0 ? 'none' : bits.map((bit) => `bit ${bit} = ${slot(localsOffset(shape, call.spDelta, locals.bits, bit))}`).join(', ')
      }.`,
      evidence: `FUNCDATA 1 at file offset ${hex(locals.fileOffset)}: ${bitString(locals, map)}`,
    });
  } else steps.push({ what: 'The function has no pointers in its locals: no map is read for them.' });
  if (readsArgs(tables)) {
    const args = tables.args!;
    if (map >= args.count) return [...steps, { what: `There are only ${args.count} maps of the arguments: the tables are damaged or of an unknown layout.` }];
    const bits = liveBits(args, map);
    steps.push({
      what: `Map ${map} of the arguments has ${args.bits} bits; bit i stands for the word at argp + i · ${word}. Set: ${
        bits.length === 0 ? 'none' : bits.map((bit) => `bit ${bit} = ${slot(argsOffset(shape, bit))}`).join(', ')
      }.`,
      evidence: `FUNCDATA 0 at file offset ${hex(args.fileOffset)}: ${bitString(args, map)}`,
    });
  } else steps.push({ what: 'The function has no pointers in its arguments and results: no map is read for them.' });
  if (tables.objects.length > 0) {
    steps.push({
      what: `${tables.objects.length === 1 ? 'One stack object is' : `${tables.objects.length} stack objects are`} scanned besides, each only if some scanned word points to it.`,
      evidence: 'FUNCDATA 2',
    });
  }
  return steps;
}

function targetName(binary: GoBinary, call: FrameCall): string {
  if (call.target === undefined) return 'through a value';
  const callee = binary.functionAt(call.target);
  return callee < 0 ? hex(call.target) : binary.functionName(callee);
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
