// Stack objects: variables of a frame whose address is taken. The collector scans them only when it finds a pointer to them.
// Go source: src/runtime/stack.go: stackObjectRecord, src/runtime/stkframe.go: getStackMap, src/runtime/mgcmark.go: scanframeworker,
// go1.18–go1.27. Masks lie in read-only data: one bit a word, up to the last pointer.
import { FUNCDATA } from '../release/func-record.ts';
import { stackObjectLayout } from '../release/stack-object.ts';
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
  /** The mask, bit 0 first; undefined when a GC program stands for it (until go1.23, objects beyond 128 KiB). */
  readonly mask: Uint8Array | undefined;
}

/** The objects of a function, lowest address first. */
export function stackObjects(binary: GoBinary, index: number): StackObject[] {
  const cursor = binary.funcdata(index, FUNCDATA.StackObjects, 'stack objects');
  if (cursor === undefined) return [];
  const layout = stackObjectLayout(binary.layoutMinor);
  const { pointerSize } = binary.image.shape;
  const count = cursor.word();
  if (count > (cursor.bytes.length - cursor.offset) / layout.size) throw cursor.error(`stack objects within the table, found ${count}`, 0);
  const found: StackObject[] = [];
  for (let i = 0; i < count; i++) {
    const at = cursor.offset;
    const offset = cursor.i32();
    const size = cursor.i32();
    const signed = cursor.i32();
    const maskAddress = binary.moduledata.rodata + cursor.u32();
    const isProgram = signed < 0;
    if (isProgram && !layout.gcPrograms) throw cursor.error(`bytes of pointers, found ${signed}`, at + 8);
    const ptrBytes = Math.abs(signed);
    if (size < 0 || ptrBytes > size || ptrBytes % pointerSize !== 0) throw cursor.error('pointers within the object', at + 4);
    const words = ptrBytes / pointerSize;
    const mask = isProgram ? undefined : binary.image.cursorAt(maskAddress, 'stack object mask', (words + 7) >>> 3).bytes;
    found.push({ offset, size, ptrBytes, maskAddress, mask });
  }
  return found;
}

/** "101…", one character a word up to the last pointer. */
export function maskString(object: StackObject, pointerSize: number): string | undefined {
  if (object.mask === undefined) return undefined;
  let text = '';
  for (let word = 0; word < object.ptrBytes / pointerSize; word++) text += ((object.mask[word >>> 3]! >>> (word & 7)) & 1) === 1 ? '1' : '0';
  return text;
}
