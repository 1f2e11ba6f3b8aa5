// What the reader makes of a binary's DWARF, in the words of test/dwarf/oracle.
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { decodeElf } from '../../src/read/binary/elf.ts';
import type { PcRange } from '../../src/read/dwarf/addresses.ts';
import type { Dwarf } from '../../src/read/dwarf/dwarf.ts';
import { openDwarf } from '../../src/read/dwarf/dwarf.ts';
import type { DwarfType } from '../../src/read/dwarf/types.ts';
import type { FrameVariable } from '../../src/read/dwarf/variables.ts';

/** Opens the DWARF of an ELF file with Node's decompressor; undefined when it has none. */
export function openFile(path: string): Dwarf | undefined {
  return openDwarf(decodeElf(readFileSync(path)), (bytes, size) => inflateSync(bytes, { maxOutputLength: size }));
}

/** Everything that the reader says of a file, line by line as the oracle prints it. */
export function listing(dwarf: Dwarf): string[] {
  const lines: string[] = [];
  const listed = new Set<number>();
  for (const entry of dwarf.functions) {
    lines.push(`F ${entry.toString(16)}`);
    for (const variable of dwarf.variablesOf(entry)!) {
      lines.push(variableLine(variable));
      const { type } = variable;
      if (type === undefined || listed.has(type.offset)) continue;
      listed.add(type.offset);
      for (let at = 0; at < type.size! && at < 512; at += 4) lines.push(partLine(dwarf, type, at));
    }
  }
  return lines;
}

function variableLine(variable: FrameVariable): string {
  const { kind, name, heapMoved, declLine, type, inlined, scope, homes } = variable;
  const calls = inlined.map((call) => `${call.function}:${call.callLine ?? 0}`).join(',');
  const places = homes.map((home) => {
    const { frameOffset, size, variableOffset, indirect } = home;
    return `${pcs(home)}:${frameOffset}:${size}:${variableOffset}${indirect ? '*' : ''}`;
  });
  const fields = [kind, (heapMoved ? '&' : '') + name, declLine ?? 0, type?.name, type?.size, calls, scope?.map(pcs).join(',') ?? '-', places.join(' ')];
  return `V\t${fields.join('\t')}`;
}

function partLine(dwarf: Dwarf, type: DwarfType, at: number): string {
  const part = dwarf.fieldAt(type, at);
  return `T\t${type.name}\t${at}\t${part === undefined ? '' : [part.path, part.type.name, part.offset].join('\t')}`;
}

function pcs({ from, to }: PcRange): string {
  return `${from.toString(16)}-${to.toString(16)}`;
}
