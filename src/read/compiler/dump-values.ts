// Values of the `-live=2` text that an allocation call depends on: its arguments, the bound it is compared with, where a slice comes from.
// Source: cmd/compile/internal/ssa/value.go: (*Value).LongString; walk/{builtin,append}.go for the patterns, 1.21 – 1.27.
import type { AllocationEntry } from '../release/allocation-entries.ts';
import { closeOfPosition, lineEnd, trailingName, type DumpPosition } from './dump-line.ts';
import type { DumpReference } from './function-dump.ts';

/** What an argument of an allocation call is. */
export type Operand =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'frame'; readonly name: string; readonly type?: string }
  | { readonly kind: 'value'; readonly op: string };

export type ArgumentName = 'type' | 'size' | 'length' | 'capacity' | 'hint' | 'buffer';

/**
 * The compiler uses the buffer only for a slice of length 0 (ssagen/ssa.go: (*state).append, 1.25+), so a slice that begins with an array
 * behind it never gets it. The old pointer is followed through its Phis to where it comes from.
 */
export function beforeGrowth(
  text: Buffer,
  at: number,
  from: number,
  end: number,
  position: DumpPosition,
  references: readonly DumpReference[],
): { startsFrom?: 'nil' | 'array' | 'unknown' } {
  const buffers = new Set(
    references
      .filter((r) => r.storage === 'frame' && r.position.line === position.line && r.position.column === position.column && r.type !== undefined)
      .map((r) => r.symbol),
  );
  if (buffers.size === 0) return {};
  const first = / v(\d+)/.exec(text.toString('latin1', from, end))?.[1];
  if (first === undefined) return {};
  const work = [Number(first)];
  const seen = new Set<number>();
  let known = true;
  for (let id = work.pop(); id !== undefined && seen.size < 200; id = work.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const line = definition(text, id, at);
    const op = line === undefined ? undefined : /^v\d+ = (\S+) /.exec(line)?.[1];
    if (line === undefined || op === undefined) known = false;
    else if (op === 'Phi' || op === 'Copy' || op === 'LoadReg' || op === 'StoreReg') for (const value of valuesOf(line)) work.push(value);
    else if (/^(?:LEAQ|MOVDaddr|LocalAddr)$/.test(op)) {
      const symbol = /> \{(.*?)\}/.exec(line)?.[1];
      if (symbol !== undefined && !buffers.has(symbol) && isFrameSymbol(symbol)) return { startsFrom: 'array' };
    } else if (op === 'SelectN' && / \[0\] v\d+/.test(line)) {
      const call = definition(text, valuesOf(line)[0] ?? -1, at);
      if (call === undefined || !call.includes('{AuxCall{runtime.growslice')) known = false;
    } else if (!/const$|^Const/.test(op)) known = false;
  }
  return { startsFrom: known ? 'nil' : 'unknown' };
}

/** The line that defines a value, without its position. */
export function definition(text: Buffer, id: number, near: number): string | undefined {
  const needle = `) v${id} = `;
  let mark = text.lastIndexOf(needle, near, 'latin1');
  if (mark < 0) mark = text.indexOf(needle, near, 'latin1');
  return mark < 0 ? undefined : text.toString('utf8', mark + 2, lineEnd(text, mark));
}

/** Values behind the type, up to the register or the names. */
export function valuesOf(line: string): number[] {
  const body = line
    .replace(/^v\d+ = \S+ <.*?> ?/, '')
    .replace(/ : .*$/, '')
    .replace(/ \(.*\)$/, '');
  return [...body.matchAll(/\bv(\d+)\b/g)].map((m) => Number(m[1]));
}

/** `CMPQconst <flags> [32] v6` at the position of the call (walk/builtin.go: walkMakeSlice since 1.25, base.Debug.VariableMakeThreshold). */
export function comparison(text: Buffer, at: number): { comparedWith?: number } {
  const close = closeOfPosition(text, at);
  if (close < 0) return {};
  const needle = text.subarray(at, close + 2);
  for (let found = text.indexOf(needle); found >= 0; found = text.indexOf(needle, found + 1)) {
    const match = /^v\d+ = CMP[A-Z]*const <flags> \[(\d+)\]/.exec(
      text.toString('latin1', found + needle.length, Math.min(text.length, found + needle.length + 80)),
    );
    if (match !== null && Number(match[1]) > 0) return { comparedWith: Number(match[1]) };
  }
  return {};
}

/** The values behind `{AuxCall{…}} [24]` are the integer arguments in order; the last one is the memory state. */
export function argumentsOf(text: Buffer, entry: AllocationEntry, at: number, from: number, end: number): Partial<Record<ArgumentName, Operand>> {
  const rest = text.toString('latin1', from, end);
  const colon = rest.indexOf(' : ');
  const ids = [...(colon < 0 ? rest : rest.slice(0, colon)).matchAll(/ v(\d+)/g)].map((m) => Number(m[1]));
  ids.pop();
  const found: Partial<Record<ArgumentName, Operand>> = {};
  for (const [name, index] of [
    ['type', entry.typeArgument],
    ['size', entry.sizeArgument],
    ['length', entry.lengthArgument],
    ['capacity', entry.capacityArgument],
    ['hint', entry.hintArgument],
    ['buffer', entry.bufferArgument],
  ] as const) {
    const id = index === undefined ? undefined : ids[index];
    if (id !== undefined) found[name] = resolveOperand(text, id, at);
  }
  return found;
}

/** Definitions stand shortly before their use most of the time; the layout order may also put them behind it. */
export function resolveOperand(text: Buffer, id: number, near: number): Operand {
  for (let hops = 0; hops < 8; hops++) {
    const line = definition(text, id, near);
    if (line === undefined) break;
    const match = /^v\d+ = (\S+) (?:<.*?> ?)?/.exec(line);
    if (match === null) break;
    const op = match[1]!;
    if (/^(?:MOV[A-Z]*const|Const\w*)$/.test(op)) {
      const constant = / \[(-?\d+)\]/.exec(line);
      if (constant !== null) return { kind: 'constant', value: Number(constant[1]) };
    }
    if (/^(?:LEAQ|LEAL|MOVDaddr|LocalAddr|Addr)$/.test(op)) {
      const address = /> \{(.*?)\}(?: \[-?\d+\])? v(\d+)/.exec(line);
      if (address !== null) {
        const name = address[1]!;
        if (!isFrameSymbol(name)) return { kind: 'symbol', name };
        const type = /^v\d+ = \S+ <\*(.*)> \{/.exec(line);
        return { kind: 'frame', name, ...(type === null ? {} : { type: type[1]! }) };
      }
    }
    const through = /^(?:Copy|LoadReg|StoreReg)$/.test(op) ? /> v(\d+)/.exec(line) : null;
    if (through === null) return { kind: 'value', op };
    id = Number(through[1]);
  }
  return { kind: 'value', op: '' };
}

/** Symbols have a package (`type:int`, `main..stmp_0`, `go:string."x"`); variables and temporaries of the frame do not. */
export function isFrameSymbol(name: string): boolean {
  return name.startsWith('.autotmp_') || !/[.:·]/.test(name);
}

/** The name that `SelectN [0] vID` (or the value itself) carries in parentheses, without component and type: `xs.ptr[*int]` → xs. */
export function resultName(text: Buffer, id: number, from: number): string | undefined {
  let at = from;
  for (let lines = 0; lines < 8 && at < text.length; lines++) {
    const end = lineEnd(text, at + 1);
    const line = text.toString('latin1', at + 1, end);
    if (line.includes(` = SelectN <`) && line.includes(` [0] v${id} `)) return trailingName(text, at + 1, end);
    if (line.startsWith('end')) return undefined;
    at = end;
  }
  return undefined;
}
