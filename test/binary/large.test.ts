// Large binaries against Go's own tools, every function and every instruction: names and bounds (go tool nm, debug/gosym), files and
// lines, and calls (go tool objdump).
import { readFileSync } from 'node:fs';
import { Decoder, DecoderOptions } from 'iced-x86';
import { afterAll, describe, expect, test } from 'vitest';
import { callSites } from '../../src/read/binary/call-sites.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { PcRuns } from '../../src/read/binary/pc-runs.ts';
import { buildOracle, output } from './binaries.ts';
import { LARGE, listing } from './large-binaries.ts';

const SLOW = 600_000;
const counts: Record<string, number> = {};
const count = (what: string, by: number): void => {
  counts[what] = (counts[what] ?? 0) + by;
};
/** pclntab writes "[...]" for type arguments; symbols spell them out, and name the ABI of assembly and of wrappers to it. */
const plain = (name: string): string =>
  name
    .replace(/\[.*\]/, '[...]')
    .replace(/\.abi(?:0|internal)(?=$|\+)/, '')
    .replaceAll('·', '.');

describe.each(LARGE.map((one) => [`${one.name}, ${one.toolchain}`, one] as const))('%s', (_title, large) => {
  let opened: GoBinary | undefined;
  const open = (): GoBinary => (opened ??= GoBinary.open(readFileSync(large.path()), large.name));

  test('functions: names, first and last addresses, files', { timeout: SLOW }, () => {
    const binary = open();
    const { functions } = binary;
    expect(functions.count).toBeGreaterThan(large.functions);
    const symbols = new Map<number, string[]>();
    for (const [, address, name] of output('go', ['tool', 'nm', large.path()]).matchAll(/^\s*([0-9a-f]+) [Tt] (.*)$/gm)) {
      const at = Number.parseInt(address!, 16);
      symbols.set(at, [...(symbols.get(at) ?? []), plain(name!)]);
    }
    const wrong: string[] = [];
    for (let i = 0; i < functions.count; i++) {
      if (symbols.get(functions.entry[i]!)?.includes(plain(binary.functionName(i))) !== true) wrong.push(`${binary.functionName(i)}: not in nm`);
    }
    let at = -1;
    // The first instruction tells the file by its whole path; objdump, which is asked for all others, prints the last part only.
    for (const line of output(buildOracle(), ['lines', large.path(), '1']).trimEnd().split('\n')) {
      const [first, second, ...rest] = line.split(' ');
      if (first === 'F') {
        at++;
        const found = `F ${functions.entry[at]!.toString(16)} ${functions.end[at]!.toString(16)} ${binary.functionName(at)}`;
        if (found !== line) wrong.push(`${found} instead of ${line}`);
        continue;
      }
      const position = binary.position(at, Number.parseInt(first!, 16));
      if (`${position.line} ${position.file}` === `${second} ${rest.join(' ')}`) count('first positions', 1);
      // Marks of the linker have no tables, for which debug/gosym reads those at the start.
      else if (!binary.functionName(at).startsWith('go:')) wrong.push(`${position.line} ${position.file} instead of ${line} of ${binary.functionName(at)}`);
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(at + 1).toBe(functions.count);
    count('functions', functions.count);
  });

  test('lines and calls of every instruction', { timeout: SLOW }, () => {
    const comparison = new ListingComparison(open());
    for (const line of readFileSync(listing(large.path()), 'utf8').trimEnd().split('\n')) comparison.take(line);
    comparison.finish();
    expect(comparison.wrong.slice(0, 40)).toEqual([]);
    expect(comparison.functions).toBeGreaterThan(large.functions * 0.95);
    expect(comparison.calls).toBeGreaterThan(large.functions * 4);
    count('instructions', comparison.instructions);
    count('bytes of code whose line is equal', comparison.bytes);
    count('calls', comparison.calls);
    count('of these through a value', comparison.indirect);
    expect(comparison.misread).toBeLessThan(100);
    count('calls that objdump lists within an instruction', comparison.misread);
  });
});

/** Holds a listing against the decoder, function by function. */
class ListingComparison {
  readonly wrong: string[] = [];
  functions = 0;
  instructions = 0;
  bytes = 0;
  calls = 0;
  indirect = 0;
  /** Calls that objdump lists within an instruction, as it does not know those of AVX. */
  misread = 0;
  readonly #binary: GoBinary;
  readonly #line = new PcRuns();
  readonly #file = new PcRuns();
  #index = -1;
  #position: { from: number; text: string } | undefined;
  #listed = new Map<number, string>();
  #isAssembly = false;

  constructor(binary: GoBinary) {
    this.#binary = binary;
  }

  take(line: string): void {
    const [kind, at, ...rest] = line.split(' ');
    if (kind === 'N') {
      this.instructions = Number(at);
      return;
    }
    const pc = Number.parseInt(at!, 16);
    if (kind === 'L') {
      if (this.#position === undefined) this.#begin(pc);
      else this.#run(pc);
      this.#position = { from: pc, text: rest.join(' ') };
    } else if (kind === 'C') {
      this.#listed.set(pc, rest.join(' '));
    } else if (kind === 'A') {
      this.#isAssembly = true;
    } else {
      this.#run(pc);
      this.#end();
    }
  }

  finish(): void {
    if (this.#position !== undefined) this.wrong.push('the listing ends within a function');
  }

  #begin(pc: number): void {
    this.#index = this.#binary.functionAt(pc);
    if (this.#binary.functions.entry[this.#index] !== pc) this.wrong.push(`no function begins at ${pc.toString(16)}`);
    this.#binary.runs(this.#index, 'line', this.#line);
    this.#binary.runs(this.#index, 'file', this.#file);
    this.#listed = new Map();
  }

  /** All bytes from the last position up to here must have it; only the first where objdump may be out of step. */
  #run(until: number): void {
    const { from, text } = this.#position!;
    const to = this.#isAssembly ? from + 1 : until;
    const entry = this.#binary.functions.entry[this.#index]!;
    for (let pc = from; pc < to;) {
      const [line, lineEnd] = runAt(this.#line, pc - entry);
      const [file, fileEnd] = runAt(this.#file, pc - entry);
      const path = this.#binary.fileName(this.#index, file);
      const found = `${path.slice(path.lastIndexOf('/') + 1)}:${line}`;
      // Marks of the linker have no tables and so no file.
      if (found !== text && !(found === '?:-1' && text === ':-1')) {
        this.wrong.push(`${pc.toString(16)} in ${this.#binary.functionName(this.#index)}: ${found} instead of ${text}`);
        return;
      }
      const next = Math.min(to, entry + Math.min(lineEnd, fileEnd));
      this.bytes += next - pc;
      pc = next;
    }
  }

  #end(): void {
    const binary = this.#binary;
    const name = binary.functionName(this.#index);
    this.functions++;
    this.#position = undefined;
    const isAssembly = this.#isAssembly;
    this.#isAssembly = false;
    const found = callSites(binary, this.#index);
    for (const call of found) {
      const listed = this.#listed.get(call.pc);
      this.#listed.delete(call.pc);
      if (listed === undefined) this.wrong.push(`${name}: call at ${call.pc.toString(16)} is not listed`);
      else if (call.target === undefined ? !isIndirect(listed) : !isTarget(binary, call.target, listed))
        this.wrong.push(`${name}: call at ${call.pc.toString(16)} of ${call.target?.toString(16)}: listed ${listed}`);
      else {
        this.calls++;
        if (call.target === undefined) this.indirect++;
      }
    }
    const starts = this.#listed.size > 0 && isAssembly ? instructionStarts(binary, this.#index) : undefined;
    for (const [pc, listed] of this.#listed) {
      if (starts?.has(pc) === false) this.misread++;
      else this.wrong.push(`${name}: call of ${listed} at ${pc.toString(16)} is not found`);
    }
  }
}

/** Addresses of the instructions of a function, by a disassembler that knows all of them. */
function instructionStarts(binary: GoBinary, index: number): Set<number> {
  const entry = binary.functions.entry[index]!;
  const { bytes } = binary.image.cursorAt(entry, 'text', binary.functions.end[index]! - entry);
  const decoder = new Decoder(64, bytes, DecoderOptions.None);
  decoder.ip = BigInt(entry);
  const starts = new Set<number>();
  while (decoder.canDecode) {
    const instruction = decoder.decode();
    starts.add(Number(instruction.ip));
    instruction.free();
  }
  decoder.free();
  return starts;
}

/** The value at a distance from the entry, and where its run ends. */
function runAt(runs: PcRuns, offset: number): [value: number, until: number] {
  let i = 0;
  let high = runs.count;
  while (i < high) {
    const middle = (i + high) >>> 1;
    if (runs.ends[middle]! > offset) high = middle;
    else i = middle + 1;
  }
  return [runs.values[i]!, runs.ends[i]!];
}

/** A register, or memory that registers point at. */
function isIndirect(operand: string): boolean {
  return /^(?:[A-D]X|[SD]I|[BS]P|R\d+|(?:-?0x[0-9a-f]+|\d+)?\(.*\))$/.test(operand);
}

/** "fmt.Println"; into the middle of a function (a run of stores of runtime.duffzero) the bare address or an offset. */
function isTarget(binary: GoBinary, target: number, listed: string): boolean {
  const index = binary.functionAt(target);
  if (index < 0) return false;
  const offset = target - binary.functions.entry[index]!;
  const name = plain(binary.functionName(index));
  return offset === 0 ? plain(listed) === name : plain(listed) === `${name}+${offset}` || listed === `0x${target.toString(16)}`;
}

afterAll(() => {
  process.stderr.write(`${JSON.stringify(counts, undefined, 2)}\n`);
});
