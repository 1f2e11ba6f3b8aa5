// Which words of a value hold pointers, worked out from the kinds of its parts: what the compiler writes as GCData and as the masks of
// stack objects.
// Go source: src/cmd/compile/internal/typebits/typebits.go: set, src/cmd/compile/internal/types/size.go: PtrDataSize, go1.18–go1.27.
// The first word of an interface is none: type descriptors and itabs are never collected. Pointers to types that are not in the heap
// are none either; their descriptors say so by 0 bytes of pointers.
import { FormatError, unreachable } from '../../base/errors.ts';
import type { TypeTable } from './types.ts';

/** A type of 128 MiB; the compiler puts variables beyond 10 MiB on the heap. */
const MAX_WORDS = 1 << 24;
/** Parts within parts within parts; types that contain themselves are forged. */
const MAX_DEPTH = 64;
/** Parts that are visited at most, elements of arrays once. */
const MAX_PARTS = 1 << 16;

/** One byte a word of the type whose descriptor lies at an address: 1 for a pointer. Up to the end of the type. FormatError for forged types. */
export function pointerWords(types: TypeTable, address: number, pointerSize: number): Uint8Array {
  const { size } = types.at(address);
  const words = Math.floor(size / pointerSize);
  if (words > MAX_WORDS) throw new FormatError('type descriptor', `a type of at most ${MAX_WORDS} words, found ${words}`);
  const found = new Uint8Array(words);
  let parts = 0;
  const visit = (part: number, offset: number, depth: number): void => {
    const type = types.at(part);
    if (type.ptrBytes === 0) return;
    if (++parts > MAX_PARTS || depth > MAX_DEPTH) throw new FormatError('type descriptor', `a type of at most ${MAX_PARTS} parts, ${MAX_DEPTH} deep`);
    const word = offset / pointerSize;
    if (!Number.isInteger(word) || word + type.ptrBytes / pointerSize > words) throw new FormatError('type descriptor', 'pointers at words of the type');
    switch (type.kind) {
      case 'ptr':
      case 'unsafe.Pointer':
      case 'map':
      case 'chan':
      case 'func':
      case 'string':
      case 'slice':
        found[word] = 1;
        return;
      case 'interface':
        found[word + 1] = 1;
        return;
      case 'struct':
        for (const field of types.fields(part)) visit(field.type, offset + field.offset, depth + 1);
        return;
      case 'array': {
        const element = type.elem!;
        const step = types.at(element).size / pointerSize;
        if (!(type.length! > 0) || step * type.length! * pointerSize !== type.size)
          throw new FormatError('type descriptor', 'an array as large as its elements');
        visit(element, offset, depth + 1);
        for (let at = word + step, end = word + step * type.length!; at < end; at += step) found.copyWithin(at, word, word + step);
        return;
      }
      case 'invalid':
      case 'bool':
      case 'int':
      case 'int8':
      case 'int16':
      case 'int32':
      case 'int64':
      case 'uint':
      case 'uint8':
      case 'uint16':
      case 'uint32':
      case 'uint64':
      case 'uintptr':
      case 'float32':
      case 'float64':
      case 'complex64':
      case 'complex128':
        throw new FormatError('type descriptor', `a number without pointers, found ${type.name}`);
      default:
        unreachable(type.kind);
    }
  };
  visit(address, 0, 0);
  return found;
}
