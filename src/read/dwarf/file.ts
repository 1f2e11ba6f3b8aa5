// What is read of .debug_info wherever it is needed: entries by offset, their names, their declarations.
// Specification: DWARF 5, 3.3.8 (abstract origins) and 7.26 (string offsets).
import type { Cursor } from '../../base/cursor.ts';
import type { Budget } from '../../base/budget.ts';
import { spend } from '../../base/budget.ts';
import { AT } from './constants.ts';
import type { Entry } from './entry.ts';
import { readEntry } from './entry.ts';
import type { DebugSections } from './sections.ts';
import { DwarfTypes } from './types.ts';
import type { GoUnit } from './units.ts';
import { unitAt } from './units.ts';

/** From an entry to its abstract origin, and from there to a declaration; more can only be forged. */
const MAX_ORIGINS = 4;
const MAX_CHILDREN = 1 << 20;
const MAX_NAME = 1 << 16;
/** How often all of .debug_info may be read as origins, types and members: real files take less than twice. */
const REREADS = 16;

/** What an entry and its origins declare. */
export interface Declaration {
  readonly name: string | undefined;
  /** Offset of the type's entry. */
  readonly type: number | undefined;
  readonly line: number | undefined;
  readonly isResult: boolean;
}

export class DwarfFile {
  readonly sections: DebugSections;
  readonly info: Cursor;
  /** In the order of the file. */
  readonly units: readonly GoUnit[];
  readonly types: DwarfTypes;
  readonly #origins = new Map<number, Declaration>();
  readonly #texts = new Map<string, string>();
  /** Origins and types are kept, so that each is read a few times at most; but forged ones may overlap. */
  readonly #budget: Budget;

  constructor(sections: DebugSections, info: Cursor, units: readonly GoUnit[]) {
    this.sections = sections;
    this.info = info;
    this.units = units;
    this.#budget = { left: REREADS * info.bytes.length };
    this.types = new DwarfTypes({
      entryAt: (offset) => this.entryAt(offset),
      childrenOf: (entry) => this.childrenOf(entry),
      nameOf: (entry) => this.nameOf(entry),
    });
  }

  /** The entry at an offset; undefined outside of the units of Go code. Callers keep what they make of it. */
  entryAt(offset: number): Entry | undefined {
    const unit = unitAt(this.units, offset);
    if (unit === undefined) return undefined;
    const entry = readEntry(this.info, unit, offset);
    spend(this.info, this.#budget, (entry?.end ?? this.info.offset) - offset);
    return entry;
  }

  /** The entries directly below one. */
  childrenOf(parent: Entry): Entry[] {
    const children: Entry[] = [];
    if (!parent.abbreviation.hasChildren) return children;
    for (let at = parent.end, depth = 1; depth > 0;) {
      if (at >= parent.unit.end) throw parent.error('a list of children that ends within the unit');
      const entry = readEntry(this.info, parent.unit, at);
      spend(this.info, this.#budget, 1 + (entry?.end ?? at) - at);
      if (entry === undefined) {
        depth--;
        at = this.info.offset;
        continue;
      }
      at = entry.end;
      if (depth === 1) children.push(entry);
      if (children.length > MAX_CHILDREN) throw parent.error(`at most ${MAX_CHILDREN} children`);
      if (entry.abbreviation.hasChildren) depth++;
    }
    return children;
  }

  /** DW_AT_name; undefined when there is none, or in a supplementary file. */
  nameOf(entry: Entry): string | undefined {
    const value = entry.string(AT.name);
    if (value === undefined) return undefined;
    if ('text' in value) return value.text;
    if ('section' in value) return this.#text(value.section, value.offset);
    const unit = unitAt(this.units, entry.offset);
    if (unit?.strOffsetsBase === undefined) return undefined;
    const offsets = this.sections.get('str_offsets').seek(unit.strOffsetsBase + value.index * unit.offsetSize);
    return this.#text('str', unit.offsetSize === 8 ? offsets.u64() : offsets.u32());
  }

  /** A string of a section of strings, read once. */
  #text(section: 'str' | 'line_str', offset: number): string {
    const key = `${section} ${offset}`;
    let text = this.#texts.get(key);
    if (text === undefined) {
      const cursor = this.sections.get(section);
      text = cursor.cstring(offset, MAX_NAME);
      spend(cursor, this.#budget, text.length);
      this.#texts.set(key, text);
    }
    return text;
  }

  /** What an entry says of name, type and line, or else its abstract origin or declaration. */
  declarationOf(entry: Entry, depth: number = 0): Declaration {
    const origin = entry.reference(AT.abstractOrigin) ?? entry.reference(AT.specification);
    const inherited = origin === undefined ? undefined : this.#originAt(origin, depth + 1);
    return {
      name: this.nameOf(entry) ?? inherited?.name,
      type: entry.reference(AT.type) ?? inherited?.type,
      line: entry.number(AT.declLine) ?? inherited?.line,
      isResult: entry.has(AT.variableParameter) ? entry.flag(AT.variableParameter) : (inherited?.isResult ?? false),
    };
  }

  /** Origins are read once: many entries share one. */
  #originAt(offset: number, depth: number): Declaration | undefined {
    if (depth > MAX_ORIGINS) throw this.info.error(`at most ${MAX_ORIGINS} origins of an entry`, offset);
    const known = this.#origins.get(offset);
    if (known !== undefined) return known;
    const entry = this.entryAt(offset);
    if (entry === undefined) return undefined;
    const declaration = this.declarationOf(entry, depth);
    this.#origins.set(offset, declaration);
    return declaration;
  }
}
