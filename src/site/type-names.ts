// What the printed name of a type tells about its size, for functions that no binary holds.

const BASIC_SIZES: Readonly<Record<string, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  byte: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  rune: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
  complex64: 8,
  complex128: 16,
  int: 8,
  uint: 8,
  uintptr: 8,
  string: 16,
  'interface {}': 16,
  any: 16,
  error: 16,
  'unsafe.Pointer': 8,
};

/** Bytes of a type by its name alone, on a 64-bit target: basic types, pointers, slices, maps, channels, functions and arrays of them. */
export function sizeOfTypeName(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const shape = name.startsWith('go.shape.') ? name.slice('go.shape.'.length) : name;
  const basic = BASIC_SIZES[shape];
  if (basic !== undefined) return basic;
  if (/^(?:\*|map\[|chan |<-chan |func\()/.test(shape)) return 8;
  if (shape.startsWith('[]')) return 24;
  const array = /^\[(\d+)\](.+)$/.exec(shape);
  if (array === null) return undefined;
  const element = sizeOfTypeName(array[2]!);
  return element === undefined ? undefined : element * Number(array[1]);
}

/** Whether a type has no pointers, by its name alone; undefined when the name does not tell. */
export function pointerFreeName(name: string | undefined): boolean | undefined {
  if (name === undefined) return undefined;
  const bare = name.replace(/^(?:go\.shape\.)?(?:\[\d+\])*/, '');
  if (/^(?:u?int(?:8|16|32|64|ptr)?|byte|rune|bool|float(?:32|64)|complex(?:64|128))$/.test(bare)) return true;
  return sizeOfTypeName(bare) === undefined ? undefined : false;
}
