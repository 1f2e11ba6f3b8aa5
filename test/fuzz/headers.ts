// Where the headers of an executable lie. Specifications as in src/read/binary/{elf,macho,pe}.ts, read here on their own.
import type { Piece } from './regions.ts';

/** Headers, section tables, symbols and relocations by name. */
export function executableHeaders(bytes: Uint8Array, start: number): [string, Piece[]][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const universal: [string, Piece[]][] = start === 0 ? [] : [['universal header', [{ start: 0, size: 48 }]]];
  const magic = view.getUint32(start, false);
  if (magic === 0x7f454c46) return elf(view);
  if (magic === 0xcffaedfe) return [...universal, ...machO(view, start)];
  return pe(view);
}

function elf(view: DataView): [string, Piece[]][] {
  const wide = view.getUint8(4) === 2;
  const word = (at: number): number => (wide ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true));
  const counts = wide ? 54 : 42;
  const [programs, sections] = wide ? [word(32), word(40)] : [word(28), word(32)];
  const [programSize, programCount, sectionSize, sectionCount] = [0, 2, 4, 6].map((i) => view.getUint16(counts + i, true)) as [number, number, number, number];
  const found: [string, Piece[]][] = [
    ['file header', [{ start: 0, size: wide ? 64 : 52 }]],
    ['program headers', [{ start: programs, size: programSize * programCount }]],
    ['section headers', [{ start: sections, size: sectionSize * sectionCount }]],
  ];
  const names: Readonly<Record<number, string>> = { 2: 'symbols', 3: 'strings', 4: 'relocations', 6: 'dynamic', 9: 'relocations', 11: 'symbols' };
  for (let i = 0; i < sectionCount; i++) {
    const at = sections + i * sectionSize;
    const name = names[view.getUint32(at + 4, true)];
    const offset = word(at + (wide ? 24 : 16));
    const size = word(at + (wide ? 32 : 20));
    if (name === undefined || size === 0) continue;
    const list = found.find(([one]) => one === name)?.[1];
    if (list === undefined) found.push([name, [{ start: offset, size }]]);
    else list.push({ start: offset, size });
  }
  return found;
}

function machO(view: DataView, start: number): [string, Piece[]][] {
  const size = view.getUint32(start + 20, true);
  const found: [string, Piece[]][] = [
    ['file header', [{ start, size: 32 }]],
    ['load commands', []],
  ];
  for (let at = start + 32; at < start + 32 + size; at += view.getUint32(at + 4, true)) {
    found[1]![1].push({ start: at, size: view.getUint32(at + 4, true) });
    const command = view.getUint32(at, true);
    const part = (name: string, offset: number, length: number): void => {
      if (length > 0) found.push([name, [{ start: start + offset, size: length }]]);
    };
    if (command === 0x80000034) part('fixups', view.getUint32(at + 8, true), view.getUint32(at + 12, true));
    if (command !== 2) continue;
    part('symbols', view.getUint32(at + 8, true), 16 * view.getUint32(at + 12, true));
    part('strings', view.getUint32(at + 16, true), view.getUint32(at + 20, true));
  }
  return found;
}

function pe(view: DataView): [string, Piece[]][] {
  const header = view.getUint32(0x3c, true);
  const sections = view.getUint16(header + 6, true);
  const symbols = view.getUint32(header + 12, true);
  const symbolSize = 18 * view.getUint32(header + 16, true);
  const optional = view.getUint16(header + 20, true);
  const found: [string, Piece[]][] = [
    ['file header', [{ start: 0, size: 64 }]],
    ['program headers', [{ start: header, size: 24 + optional }]],
    ['section headers', [{ start: header + 24 + optional, size: 40 * sections }]],
  ];
  if (symbols > 0) found.push(['symbols', [{ start: symbols, size: symbolSize }]], ['strings', [{ start: symbols + symbolSize, size: 400 }]]);
  return found;
}
