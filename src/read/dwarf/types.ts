// Types as DWARF names them, their sizes, and what lies at an offset within one.
// Go source: src/cmd/link/internal/ld/dwarf.go: newtype, synthesize*types, go1.18–go1.27: slices, strings and interfaces are
// structures (array, len, cap; str, len; tab or _type, data), maps and channels typedefs of pointers, and each type parameter of
// a function a typedef ".paramN" within the function (src/cmd/internal/dwarf/dwarf.go: putparamtypes).
import { AT, TAG } from './constants.ts';
import type { Entry } from './entry.ts';

/** Longer chains of typedefs, or types nested deeper, are not followed. */
const MAX_DEPTH = 64;

/** A Go type. */
export interface DwarfType {
  /** As the linker spells it: "[]string", "*main.Node", "map[string]int", "go.shape.int". */
  readonly name: string;
  /** Bytes; undefined when DWARF does not say. */
  readonly size: number | undefined;
  /** Offset of its entry in .debug_info. */
  readonly offset: number;
}

/** The part of a composite at a byte offset. */
export interface DwarfField {
  /** From the whole to the part: ".next", "[3].name.len"; empty for what has no parts. */
  readonly path: string;
  readonly type: DwarfType;
  /** Bytes into the part: 0 at its beginning. */
  readonly offset: number;
}

/** A field of a structure. */
export interface DwarfMember {
  readonly name: string;
  readonly type: DwarfType;
  /** Bytes from the beginning of the structure. */
  readonly offset: number;
}

/** What types are read from. */
export interface TypeSource {
  /** The entry at an offset of .debug_info, in a unit of Go code; undefined where there is none. */
  readonly entryAt: (offset: number) => Entry | undefined;
  /** The entries directly below one. */
  readonly childrenOf: (entry: Entry) => readonly Entry[];
  readonly nameOf: (entry: Entry) => string | undefined;
}

interface Member {
  readonly name: string;
  readonly at: number;
  readonly type: number;
}

/** The types of a file, each read once. */
export class DwarfTypes {
  readonly #source: TypeSource;
  readonly #types = new Map<number, DwarfType | undefined>();
  readonly #members = new Map<number, readonly Member[]>();
  readonly #underlying = new Map<number, Entry | undefined>();

  constructor(source: TypeSource) {
    this.#source = source;
  }

  /** The type whose entry lies at an offset of .debug_info; undefined when none with a name does. */
  at(offset: number): DwarfType | undefined {
    if (!this.#types.has(offset)) this.#types.set(offset, this.#read(offset));
    return this.#types.get(offset);
  }

  /** The smallest part that holds a byte; undefined outside of the type, in padding, or where the parts are not described. */
  fieldAt(type: DwarfType, offset: number): DwarfField | undefined {
    let whole = type;
    let path = '';
    let rest = offset;
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      if (!(rest >= 0 && rest < (whole.size ?? 0))) return undefined;
      const entry = this.#underlyingOf(whole.offset);
      const tag = entry?.abbreviation.tag;
      if (entry !== undefined && tag === TAG.structureType) {
        const member = this.#membersOf(entry).find((one) => rest >= one.at && rest < one.at + (this.at(one.type)?.size ?? 0));
        if (member === undefined) return undefined;
        path += `.${member.name}`;
        rest -= member.at;
        whole = this.at(member.type)!;
      } else if (entry !== undefined && tag === TAG.arrayType) {
        const element = this.#typeOf(entry);
        if (element?.size === undefined || element.size === 0) return undefined;
        path += `[${Math.floor(rest / element.size)}]`;
        rest %= element.size;
        whole = element;
      } else {
        return tag === TAG.unionType ? undefined : { path, type: whole, offset: rest };
      }
    }
    return undefined;
  }

  /** Fields of a structure, in order; empty for other types. */
  fieldsOf(type: DwarfType): DwarfMember[] {
    const entry = this.#underlyingOf(type.offset);
    if (entry?.abbreviation.tag !== TAG.structureType) return [];
    return this.#membersOf(entry).flatMap(({ name, at, type: offset }) => {
      const of = this.at(offset);
      return of === undefined ? [] : [{ name, type: of, offset: at }];
    });
  }

  #read(offset: number): DwarfType | undefined {
    const entry = this.#source.entryAt(offset);
    if (entry === undefined) return undefined;
    const named = this.#withoutParameters(entry);
    const name = named === undefined ? undefined : this.#source.nameOf(named);
    if (named === undefined || name === undefined) return undefined;
    const underlying = this.#underlyingOf(named.offset);
    return { name, size: underlying === undefined ? undefined : sizeOf(underlying), offset: named.offset };
  }

  /** ".param0" is no name of Go: what it stands for, a shape, has one. */
  #withoutParameters(entry: Entry): Entry | undefined {
    let at: Entry | undefined = entry;
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      if (at === undefined || at.abbreviation.tag !== TAG.typedef || !at.has(AT.goDictIndex)) return at;
      at = this.#target(at);
    }
    return undefined;
  }

  /** What a chain of typedefs ends in. */
  #underlyingOf(offset: number): Entry | undefined {
    if (!this.#underlying.has(offset)) this.#underlying.set(offset, this.#follow(offset));
    return this.#underlying.get(offset);
  }

  #follow(offset: number): Entry | undefined {
    let at = this.#source.entryAt(offset);
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      if (at?.abbreviation.tag !== TAG.typedef) return at;
      at = this.#target(at);
    }
    return undefined;
  }

  #target(entry: Entry): Entry | undefined {
    const offset = entry.reference(AT.type);
    return offset === undefined ? undefined : this.#source.entryAt(offset);
  }

  #typeOf(entry: Entry): DwarfType | undefined {
    const offset = entry.reference(AT.type);
    return offset === undefined ? undefined : this.at(offset);
  }

  #membersOf(entry: Entry): readonly Member[] {
    let members = this.#members.get(entry.offset);
    if (members === undefined) {
      members = this.#source.childrenOf(entry).flatMap((child) => {
        const name = this.#source.nameOf(child);
        const at = child.number(AT.dataMemberLocation);
        const type = child.reference(AT.type);
        const isMember = child.abbreviation.tag === TAG.member && name !== undefined && at !== undefined && type !== undefined;
        return isMember ? [{ name, at, type }] : [];
      });
      this.#members.set(entry.offset, members);
    }
    return members;
  }
}

function sizeOf(entry: Entry): number | undefined {
  const size = entry.number(AT.byteSize);
  if (size !== undefined) return size;
  return entry.abbreviation.tag === TAG.pointerType ? entry.unit.addressSize : undefined;
}
