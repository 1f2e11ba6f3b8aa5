// Which functions are meant: by name, by pattern, by source line, by address.
import { UserError } from '../base/errors.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';

/** Functions shown at most for a pattern. */
const NEAREST = 5;

/**
 * Indexes of the functions that a word means: a full name, the end of one behind a dot or slash (`f`, `(*T).m`, `pkg.f`), a pattern with
 * `*` or `?`, `file.go:line`, or an address `0x…`. UserError when there is none.
 */
export function selectFunctions(binary: GoBinary, wanted: string, shown: string = binary.name): number[] {
  const place = /^(.+\.(?:go|s)):(\d+)$/.exec(wanted);
  if (place !== null) return atLine(binary, place[1]!, Number(place[2]), shown);
  if (/^0x[0-9a-f]+$/i.test(wanted)) return [atAddress(binary, Number(wanted))];
  const exact = binary.functionNamed(wanted);
  if (exact >= 0) return allNamed(binary, wanted);
  const { count } = binary.functions;
  const matches: number[] = [];
  const pattern = /[*?]/.test(wanted) ? toPattern(wanted) : undefined;
  for (let i = 0; i < count; i++) {
    const name = binary.functionName(i);
    if (pattern !== undefined ? pattern.test(name) : isEnd(name, wanted)) matches.push(i);
  }
  // `(*T).m` holds a star and no pattern.
  if (matches.length === 0 && pattern !== undefined) for (let i = 0; i < count; i++) if (isEnd(binary.functionName(i), wanted)) matches.push(i);
  if (matches.length > 0) return matches;
  const near = nearest(binary, wanted);
  throw new UserError(
    'no-function',
    `${shown} has no function ${wanted}.`,
    near.length === 0 ? 'The linker leaves out what nothing calls, and inlined functions have no frame.' : `Names like it: ${near.join(', ')}.`,
  );
}

/** The function at an address; UserError when there is no code. */
export function atAddress(binary: GoBinary, pc: number): number {
  const index = binary.functionAt(pc);
  if (index >= 0) return index;
  const range = `0x${binary.textStart.toString(16)}–0x${binary.textEnd.toString(16)}`;
  throw new UserError('no-function', `There is no Go function at 0x${pc.toString(16)}.`, `The text of ${binary.name} is ${range}.`);
}

function allNamed(binary: GoBinary, name: string): number[] {
  const found: number[] = [];
  for (let i = 0; i < binary.functions.count; i++) if (binary.functionName(i) === name) found.push(i);
  return found;
}

function isEnd(name: string, wanted: string): boolean {
  if (!name.endsWith(wanted)) {
    // `main.Map` means its instances too: `main.Map[...]`, `main.(*Set[...]).Add`.
    const plain = name.includes('[') && !wanted.includes('[') ? name.replace(/\[.*\]/, '') : name;
    return plain !== name && isEnd(plain, wanted);
  }
  const before = name[name.length - wanted.length - 1];
  return before === undefined || before === '.' || before === '/';
}

function toPattern(wanted: string): RegExp {
  const source = [...wanted].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[\\^$+.()|[\]{}]/g, '\\$&'))).join('');
  return new RegExp(`^${source}$`, 's');
}

function atLine(binary: GoBinary, file: string, line: number, shown: string): number[] {
  const matches: { index: number; start: number }[] = [];
  const known = new Map<string, boolean>();
  for (let i = 0; i < binary.functions.count; i++) {
    const entry = binary.functions.entry[i]!;
    const own = binary.position(i, entry).file;
    let same = known.get(own);
    if (same === undefined) {
      same = own === file || own.endsWith(`/${file}`);
      known.set(own, same);
    }
    if (same && spansLine(binary, i, line)) matches.push({ index: i, start: binary.startLine(i) ?? 0 });
  }
  if (matches.length > 0) return matches.map((m) => m.index);
  const hint = [...known.values()].some(Boolean)
    ? 'No code of that file has that line; a function that was inlined everywhere has no frame of its own.'
    : 'No function of that file is in the binary. Give the path as the compiler saw it, or its end.';
  throw new UserError('no-function', `${shown} has no function at ${file}:${line}.`, hint);
}

function spansLine(binary: GoBinary, index: number, line: number): boolean {
  const entry = binary.functions.entry[index]!;
  const start = binary.startLine(index) ?? binary.position(index, entry).line;
  if (line < start) return false;
  const end = binary.functions.end[index]!;
  let last = start;
  for (const pc of binary.lineStarts(index)) {
    if (pc >= end) break;
    const at = binary.outermostLine(index, pc);
    if (at > last) last = at;
    if (at === line) return true;
  }
  return line <= last;
}

function nearest(binary: GoBinary, wanted: string): string[] {
  const last = wanted.slice(Math.max(wanted.lastIndexOf('.'), wanted.lastIndexOf('/')) + 1).toLowerCase();
  if (last.length < 2) return [];
  const found = new Set<string>();
  for (let i = 0; i < binary.functions.count && found.size < NEAREST; i++) {
    const name = binary.functionName(i);
    if (
      name
        .slice(name.lastIndexOf('/') + 1)
        .toLowerCase()
        .includes(last)
    )
      found.add(name);
  }
  return [...found];
}
