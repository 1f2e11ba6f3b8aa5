// Stack objects: variables of a frame whose address is taken. The collector scans them only when it finds a pointer to them.
// Go source: src/runtime/stack.go: stackObjectRecord, src/runtime/stkframe.go: getStackMap, src/runtime/mgcmark.go: scanframeworker,
// src/runtime/mgcstack.go: addObject, go1.18–go1.27. Masks lie in read-only data: one bit a word, up to the last pointer.
import { FUNCDATA } from '../release/func-record.ts';
import { stackObjectLayout } from '../release/stack-object.ts';
import { runGcProgram } from './gc-program.ts';
import type { GoBinary } from './go-binary.ts';

/** One stack object. */
export interface StackObject {
  /** As recorded: below 0 from varp (a local), else from argp (an argument or result). */
  readonly offset: number;
  readonly size: number;
  /** Bytes up to the end of the last pointer. */
  readonly ptrBytes: number;
  /** Address of the mask. */
  readonly maskAddress: number;
  /** Whether a GC program stands there for the mask (until go1.23, objects with more than 128 KiB up to the last pointer). */
  readonly isProgram: boolean;
}

/** Functions have some hundred at most; a limit keeps forged tables cheap. */
export const MAX_OBJECTS: number = 1 << 16;

const NONE: readonly StackObject[] = [];

/** The objects of a function, lowest address first; they do not overlap. */
export function stackObjects(binary: GoBinary, index: number): readonly StackObject[] {
  const start = binary.funcdataOffset(index, FUNCDATA.StackObjects);
  if (start === undefined) return NONE;
  const cursor = binary.funcdataArea.seek(start);
  const layout = stackObjectLayout(binary.layoutMinor);
  const { pointerSize } = binary.image.shape;
  const count = cursor.word();
  if (count > MAX_OBJECTS) throw cursor.error(`at most ${MAX_OBJECTS} stack objects, found ${count}`, start);
  if (count > (cursor.bytes.length - cursor.offset) / layout.size) throw cursor.error(`stack objects within the table, found ${count}`, start);
  const found: StackObject[] = [];
  let last = -Infinity;
  for (let i = 0; i < count; i++) {
    const at = start + pointerSize + i * layout.size;
    const offset = cursor.seek(at + layout.off).i32();
    const size = cursor.seek(at + layout.objectSize).i32();
    const signed = cursor.seek(at + layout.ptrBytes).i32();
    const maskAddress = binary.moduledata.rodata + cursor.seek(at + layout.gcdataoff).u32();
    const isProgram = signed < 0;
    if (isProgram && !layout.gcPrograms) throw cursor.error(`bytes of pointers, found ${signed}`, at + layout.ptrBytes);
    const ptrBytes = Math.abs(signed);
    if (size < 0 || ptrBytes > size || ptrBytes % pointerSize !== 0) throw cursor.error('pointers within the object', at + layout.objectSize);
    // The runtime ends the program otherwise ("objects added out of order or overlapping").
    if (offset < last) throw cursor.error('stack objects in rising order that do not overlap', at);
    last = offset + size;
    found.push({ offset, size, ptrBytes, maskAddress, isProgram });
  }
  return found;
}

/** The mask of an object: a bit a word up to the last pointer, bit 0 first. */
export function objectMask(binary: GoBinary, object: StackObject): Uint8Array {
  const { pointerSize } = binary.image.shape;
  const words = object.ptrBytes / pointerSize;
  if (!object.isProgram) return binary.image.cursorAt(object.maskAddress, 'stack object mask', (words + 7) >>> 3).bytes;
  return runGcProgram(binary.image.cursorAt(object.maskAddress, 'GC program'), words, Math.floor(object.size / pointerSize));
}

/** "101…", one character a word up to the last pointer. */
export function maskString(binary: GoBinary, object: StackObject): string {
  const mask = objectMask(binary, object);
  const words = object.ptrBytes / binary.image.shape.pointerSize;
  let text = '';
  for (let word = 0; word < words; word++) text += ((mask[word >>> 3]! >>> (word & 7)) & 1) === 1 ? '1' : '0';
  return text;
}
