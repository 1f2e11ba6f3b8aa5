// Type descriptors: what a Go type is called, how large it is, and what it is made of.
// Go source: src/internal/abi/type.go: Type, ArrayType, ChanType, MapType, PtrType, SliceType, StructType, Name (go1.21–go1.27),
// src/runtime/type.go (go1.18–go1.20). Offsets of names are relative to moduledata.types.
import { FormatError } from '../../base/errors.ts';
import type { Cursor } from '../../base/cursor.ts';
import type { Kind, TypeFlags, TypeLayout } from '../release/type-descriptor.ts';
import { KINDS, typeFlags, typeLayout } from '../release/type-descriptor.ts';
import type { Image } from './image.ts';
import type { Moduledata } from './moduledata.ts';

const WHERE = 'type descriptor';
/** A struct with more fields is forged. */
const MAX_FIELDS = 1 << 16;
/** Names beyond these are forged; types are spelled out, so that theirs can be long. */
const MAX_FIELD_NAME = 1024;
const MAX_TYPE_NAME = 1 << 20;
const utf8 = new TextDecoder();

/** A decoded descriptor. Other types are given by the address of their descriptor. */
export interface GoType {
  readonly address: number;
  /** As reflect's String: "*bbolt.DB", "map[string]int", "struct { n int }". Packages by their last element. */
  readonly name: string;
  readonly kind: Kind;
  /** Bytes of a value. */
  readonly size: number;
  /** Bytes from the start of a value to the end of its last pointer; 0: the type holds no pointers. */
  readonly ptrBytes: number;
  readonly align: number;
  /** Whether it has a name of its own. */
  readonly named: boolean;
  /** Element of array, chan, map, ptr and slice. */
  readonly elem?: number;
  /** Key of a map. */
  readonly key?: number;
  /** Elements of an array. */
  readonly length?: number;
  /** Fields of a struct. */
  readonly fieldCount?: number;
}

/** A field of a struct type. */
export interface GoField {
  readonly name: string;
  readonly type: number;
  readonly offset: number;
}

/** The descriptors of one binary. */
export class TypeTable {
  readonly #image: Image;
  readonly #moduledata: Moduledata;
  readonly #flags: TypeFlags;
  readonly #layout: TypeLayout;
  readonly #cache = new Map<number, GoType>();

  constructor(image: Image, moduledata: Moduledata, minor: number) {
    this.#image = image;
    this.#moduledata = moduledata;
    this.#flags = typeFlags(minor);
    this.#layout = typeLayout(image.shape.pointerSize);
  }

  /** Whether an address lies where descriptors are, and is aligned as they are. */
  holds(address: number): boolean {
    const { types, etypes } = this.#moduledata;
    return address >= types && address + this.#layout.size <= etypes && address % this.#image.shape.pointerSize === 0;
  }

  /** Decodes the descriptor at an address; undefined when what is there cannot be one. */
  find(address: number): GoType | undefined {
    try {
      return this.holds(address) ? this.at(address) : undefined;
    } catch (error) {
      if (error instanceof FormatError) return undefined;
      throw error;
    }
  }

  /** Decodes the descriptor at an address; FormatError when there is none. */
  at(address: number): GoType {
    const known = this.#cache.get(address);
    if (known !== undefined) return known;
    const cursor = this.#cursor(address);
    const layout = this.#layout;
    const byte = (offset: number): number => cursor.seek(offset).u8();
    const size = cursor.seek(layout.Size_).word();
    const ptrBytes = cursor.seek(layout.PtrBytes).word();
    if (ptrBytes > size) throw cursor.error('pointers within the value', layout.PtrBytes);
    const kind = KINDS[byte(layout.Kind_) & this.#flags.kindMask];
    if (kind === undefined || kind === 'invalid') throw cursor.error('a kind of type', layout.Kind_);
    const align = byte(layout.Align_);
    if (![1, 2, 4, 8, 16].includes(align) || size % align !== 0) throw cursor.error('a size in steps of the alignment', layout.Align_);
    const flags = byte(layout.TFlag);
    const spelled = this.#name(this.#moduledata.types + cursor.seek(layout.Str).u32(), MAX_TYPE_NAME, cursor.fileOffset + layout.Str);
    const type: GoType = {
      address,
      name: (flags & this.#flags.tflagExtraStar) !== 0 ? spelled.slice(1) : spelled,
      kind,
      size,
      ptrBytes,
      align,
      named: (flags & this.#flags.tflagNamed) !== 0,
      ...this.#parts(cursor, kind),
    };
    this.#cache.set(address, type);
    return type;
  }

  #parts(cursor: Cursor, kind: Kind): Pick<GoType, 'elem' | 'key' | 'length' | 'fieldCount'> {
    cursor.seek(this.#layout.size);
    switch (kind) {
      case 'array': {
        const elem = cursor.word();
        cursor.word();
        return { elem, length: cursor.word() };
      }
      case 'map': {
        const key = cursor.word();
        return { key, elem: cursor.word() };
      }
      case 'chan':
      case 'ptr':
      case 'slice':
        return { elem: cursor.word() };
      case 'struct':
        return { fieldCount: cursor.skip(2 * this.#image.shape.pointerSize).word() };
      default:
        return {};
    }
  }

  /** The fields of a struct type; none for other kinds. */
  fields(address: number): GoField[] {
    const { kind, size } = this.at(address);
    if (kind !== 'struct') return [];
    const cursor = this.#cursor(address).seek(this.#layout.size).skip(this.#image.shape.pointerSize);
    const data = cursor.word();
    const count = cursor.word();
    if (count > MAX_FIELDS) throw cursor.error(`at most ${MAX_FIELDS} fields`);
    if (count === 0) return [];
    const { pointerSize } = this.#image.shape;
    const list = this.#image.cursorAt(data, 'fields of a type', count * 3 * pointerSize, cursor.fileOffset + cursor.offset - 3 * pointerSize);
    const found: GoField[] = [];
    for (let i = 0; i < count; i++) {
      const at = list.fileOffset + list.offset;
      const name = this.#name(list.word(), MAX_FIELD_NAME, at);
      const field = { name, type: list.word(), offset: list.word() };
      if (field.offset > size) throw list.error('a field within the struct');
      found.push(field);
    }
    return found;
  }

  #cursor(address: number): Cursor {
    if (!this.holds(address)) throw new FormatError(WHERE, `an address of a type, found 0x${address.toString(16)}`);
    return this.#image.cursorAt(address, WHERE);
  }

  /** abi.Name: a flag byte, a varint length, the bytes. `from`: where in the file the address is stated. */
  #name(address: number, limit: number, from: number): string {
    const cursor = this.#image.cursorAt(address, 'type name', undefined, from).skip(1);
    const size = cursor.uvarint();
    if (size > limit) throw cursor.error(`a name of at most ${limit} bytes`);
    return utf8.decode(cursor.take(size));
  }
}
