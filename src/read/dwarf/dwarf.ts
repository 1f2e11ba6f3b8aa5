// DWARF 4 and 5 of Go binaries: which variables a function has and where in its frame they lie.
// Everything is read on demand: opening walks over the units' headers, the first question over all entries, and each question
// over those of one function.
import type { Image } from '../binary/image.ts';
import { Abbreviations } from './abbreviations.ts';
import { lowPc } from './addresses.ts';
import { SharedBudget } from '../../base/budget.ts';
import { readEntry } from './entry.ts';
import { DwarfFile } from './file.ts';
import { eachFunction, eachStructure } from './function-index.ts';
import type { Inflate } from './sections.ts';
import { DebugSections } from './sections.ts';
import type { DwarfField, DwarfMember, DwarfType } from './types.ts';
import type { GoUnit } from './units.ts';
import { readGoUnits, unitAt } from './units.ts';
import type { FrameVariable } from './variables.ts';
import { readVariables } from './variables.ts';

/**
 * The DWARF of a file; undefined when it describes no Go code (linked with -w or -s, or stripped): a gap for the caller to name.
 * FormatError when it is truncated or forged.
 */
export function openDwarf(image: Image, inflate: Inflate): Dwarf | undefined {
  const sections = new DebugSections(image, inflate);
  const info = sections.find('info');
  const abbrev = sections.find('abbrev');
  if (info === undefined || abbrev === undefined) return undefined;
  const units = readGoUnits(info, new Abbreviations(abbrev));
  return units.length === 0 ? undefined : new Dwarf(new DwarfFile(sections, info, units));
}

export class Dwarf {
  /** The DWARF version of the Go code: 4 until go1.24 and on Darwin, else 5. */
  readonly version: number;
  readonly #file: DwarfFile;
  #budget: SharedBudget | undefined;
  #entries: ReadonlyMap<number, number> | undefined;
  #failure: unknown;

  constructor(file: DwarfFile) {
    this.#file = file;
    this.version = file.units[0]!.version;
  }

  /** First addresses of the functions described, in the order of the file. */
  get functions(): Iterable<number> {
    return this.#index().keys();
  }

  /**
   * Variables and parameters of the function whose code begins at `entry`, those of calls inlined into it included, in the order
   * of the file. Undefined when DWARF describes no Go function there: code of C, and marks of the linker (go:textfipsstart).
   */
  variablesOf(entry: number): readonly FrameVariable[] | undefined {
    const offset = this.#index().get(entry);
    if (offset === undefined) return undefined;
    const unit = unitAt(this.#file.units, offset)!;
    this.#budget ??= new SharedBudget(questionBytes(this.#file.sections));
    return this.#budget.run(offset, (budget) => readVariables(this.#file, unit, offset, budget));
  }

  /**
   * The part of a type that holds the byte at `offset`, down to what has no parts: ".ptr", "[3].next.len". Undefined outside of the
   * type and in padding.
   */
  fieldAt(type: DwarfType, offset: number): DwarfField | undefined {
    return this.#file.types.fieldAt(type, offset);
  }

  /** Structures of the file by name, those that are asked for. One pass over all entries. */
  structuresNamed(wanted: (name: string) => boolean): Map<string, DwarfType> {
    const found = new Map<string, DwarfType>();
    eachStructure(this.#file.info, this.#file.units, (offset) => {
      const entry = this.#file.entryAt(offset);
      const name = entry === undefined ? undefined : this.#file.nameOf(entry);
      if (name === undefined || found.has(name) || !wanted(name)) return;
      const type = this.#file.types.at(offset);
      if (type !== undefined) found.set(name, type);
    });
    return found;
  }

  /** Fields of a structure, in order; empty for other types. */
  fieldsOf(type: DwarfType): readonly DwarfMember[] {
    return this.#file.types.fieldsOf(type);
  }

  #index(): ReadonlyMap<number, number> {
    if (this.#entries !== undefined) return this.#entries;
    // What cannot be read once is not read again for each function.
    if (this.#failure !== undefined) throw this.#failure;
    try {
      this.#entries = this.#readIndex();
      return this.#entries;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  #readIndex(): ReadonlyMap<number, number> {
    const { info, units, sections } = this.#file;
    const index = new Map<number, number>();
    eachFunction(info, units, (offset: number, unit: GoUnit) => {
      const address = lowPc(sections, unit, readEntry(info, unit, offset)!);
      // Of several at one address the first counts.
      if (address !== undefined && !index.has(address)) index.set(address, offset);
    });
    return index;
  }
}

/** Each function's entries and lists are its own, so that asking for all functions reads no more than there is; twice is generous. */
function questionBytes(sections: DebugSections): number {
  return 2 * ['info', 'loc', 'loclists', 'ranges', 'rnglists'].reduce((sum, name) => sum + (sections.find(name)?.bytes.length ?? 0), 0);
}
