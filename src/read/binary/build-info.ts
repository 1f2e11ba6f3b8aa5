// What the go command recorded in a binary: release, module path, build settings.
// Go source: src/debug/buildinfo/buildinfo.go: readRawBuildInfo (go1.18–go1.27), src/runtime/debug/mod.go: ParseBuildInfo.
// Present in stripped binaries too. Since go1.18 both strings lie inline behind the 32-byte header; before, and with some
// linkers, the header holds pointers to Go strings.
import { Cursor } from '../../base/cursor.ts';
import type { Image } from './image.ts';

/** The recorded facts; `settings` are the `build` lines (GOOS, GOARCH, -ldflags, vcs.revision, …). */
export interface BuildInfo {
  readonly goVersion: string;
  /** Import path of the main package, when recorded. */
  readonly path: string | undefined;
  /** Path of the main module, when recorded. */
  readonly module: string | undefined;
  readonly settings: ReadonlyMap<string, string>;
}

const MAGIC = new Uint8Array([0xff, 0x20, 0x47, 0x6f, 0x20, 0x62, 0x75, 0x69, 0x6c, 0x64, 0x69, 0x6e, 0x66, 0x3a]);
const ALIGN = 16;
const HEADER = 32;
const WHERE = 'build info';
/** A module list beyond this is forged. */
const MAX_TEXT = 1 << 24;
const utf8 = new TextDecoder();

/** Reads the build info; undefined when the file has none. */
export function findBuildInfo(image: Image): BuildInfo | undefined {
  const section = image.findSection('.go.buildinfo', '__go_buildinfo');
  const address = section?.address ?? scan(image);
  if (address === undefined) return undefined;
  const cursor = image.cursorAt(address, WHERE);
  cursor.need(HEADER, 'the header');
  if (!startsWithMagic(cursor.bytes, 0)) throw cursor.error('the mark "\\xff Go buildinf:"', 0);
  const flags = cursor.bytes[15]!;
  if ((flags & 2) !== 0) {
    cursor.seek(HEADER);
    const version = cursor.take(bounded(cursor, cursor.uvarint()));
    return decode(cursor, version, cursor.take(bounded(cursor, cursor.uvarint())));
  }
  const shape = { littleEndian: (flags & 1) === 0, pointerSize: cursor.bytes[14] === 4 ? 4 : 8 };
  const pointers = new Cursor(cursor.bytes, shape, WHERE, cursor.fileOffset, 16);
  const strings = [pointers.word(), pointers.word()].map((address, i) => goString(image, address, shape, cursor.fileOffset + 16 + i * shape.pointerSize));
  return decode(cursor, strings[0]!, strings[1]!);
}

function scan(image: Image): number | undefined {
  for (const { writable, bytes, address } of image.parts.segments) {
    if (!writable) continue;
    const first = (ALIGN - (address % ALIGN)) % ALIGN;
    for (let at = first; at + HEADER <= bytes.length; at += ALIGN) {
      if (startsWithMagic(bytes, at)) return address + at;
    }
  }
  return undefined;
}

function startsWithMagic(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < MAGIC.length; i++) {
    if (bytes[at + i] !== MAGIC[i]) return false;
  }
  return true;
}

function bounded(cursor: Cursor, size: number): number {
  if (size > MAX_TEXT) throw cursor.error(`a text of at most ${MAX_TEXT} bytes`);
  return size;
}

/** `from`: where in the file the address of the string's header is stated. */
function goString(image: Image, address: number, shape: { littleEndian: boolean; pointerSize: number }, from: number): Uint8Array {
  if (address === 0) return new Uint8Array(0);
  const { bytes, fileOffset } = image.cursorAt(address, WHERE, 2 * shape.pointerSize, from);
  const header = new Cursor(bytes, shape, WHERE, fileOffset);
  const data = header.word();
  const size = bounded(header, header.word());
  return size === 0 ? new Uint8Array(0) : image.cursorAt(data, WHERE, size, fileOffset).bytes;
}

function decode(cursor: Cursor, version: Uint8Array, framed: Uint8Array): BuildInfo {
  const goVersion = utf8.decode(version);
  if (goVersion === '') throw cursor.error('a Go version', 0);
  // The module text is framed by 16 bytes on either side, so that it can be found in a running process.
  const whole = framed.length >= 33 && framed[framed.length - 17] === 0x0a;
  const text = whole ? utf8.decode(framed.subarray(16, framed.length - 16)) : '';
  const settings = new Map<string, string>();
  let path: string | undefined;
  let module: string | undefined;
  for (const line of text.split('\n')) {
    const tab = line.indexOf('\t');
    const rest = line.slice(tab + 1);
    switch (line.slice(0, Math.max(tab, 0))) {
      case 'path':
        path = rest;
        break;
      case 'mod':
        module = rest.split('\t')[0];
        break;
      case 'build': {
        const [key, value] = setting(rest);
        settings.set(key, value);
        break;
      }
    }
  }
  return { goVersion, path, module, settings };
}

/** `key=value`, either of which is a quoted Go string when it holds blanks or quotes. */
function setting(text: string): [string, string] {
  const quoted = /^("(?:[^"\\]|\\.)*"|`[^`]*`)=/.exec(text)?.[1];
  const equals = quoted?.length ?? text.indexOf('=');
  if (equals < 0) return [text, ''];
  return [unquote(text.slice(0, equals)), unquote(text.slice(equals + 1))];
}

function unquote(text: string): string {
  if (text.length >= 2 && text.startsWith('`') && text.endsWith('`')) return text.slice(1, -1);
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}
