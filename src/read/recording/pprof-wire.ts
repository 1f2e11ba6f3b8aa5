// Whether bytes are the wire format of profile.proto, before a library decodes them: pprof-format trusts every length, takes the end of the bytes for the
// end of a value, and would decode a number of a million bytes. Sources: https://protobuf.dev/programming-guides/encoding,
// https://github.com/google/pprof/blob/main/proto/profile.proto.
import { FormatError } from '../../base/errors.ts';

const VARINT = 0;
const LENGTH = 2;

type Field =
  /** One number. */
  | 'number'
  /** Numbers, packed or one by one. */
  | 'numbers'
  /** Bytes that are text. */
  | 'text'
  | Message;
interface Message {
  readonly name: string;
  readonly fields: Readonly<Record<number, Field>>;
}

const numbers = (count: number): Record<number, Field> => Object.fromEntries(Array.from({ length: count }, (_, i) => [i + 1, 'number']));
const VALUE_TYPE: Message = { name: 'a value type', fields: numbers(2) };
const LABEL: Message = { name: 'a label', fields: numbers(4) };
const SAMPLE: Message = { name: 'a sample', fields: { 1: 'numbers', 2: 'numbers', 3: LABEL } };
const MAPPING: Message = { name: 'a mapping', fields: numbers(10) };
const LINE: Message = { name: 'a line', fields: numbers(3) };
const LOCATION: Message = { name: 'a location', fields: { ...numbers(5), 4: LINE } };
const FUNCTION: Message = { name: 'a function', fields: numbers(5) };
const PROFILE: Message = {
  name: 'a profile',
  fields: { ...numbers(15), 1: VALUE_TYPE, 2: SAMPLE, 3: MAPPING, 4: LOCATION, 5: FUNCTION, 6: 'text', 11: VALUE_TYPE, 13: 'numbers' },
};

/** A number has 64 bits, seven in a byte. */
const LONGEST_NUMBER = 10;
/** What a decoded profile may consist of: a few hundred bytes of memory for each message and text, eight for each number. */
export const MOST_MESSAGES = 4_000_000;
export const MOST_NUMBERS = 60_000_000;

/**
 * Walks through all messages.
 * @param where name of the profile, for errors
 * @throws FormatError at the first byte that is not as it should be, or when there is more than memory should be spent on
 */
export function checkProfileWire(bytes: Uint8Array, where: string): void {
  new Wire(bytes, where).message(PROFILE, 0, bytes.length);
}

class Wire {
  readonly #bytes: Uint8Array;
  readonly #where: string;
  #messages = 0;
  #numbers = 0;
  /** Where the number that was read last ends. */
  #end = 0;

  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#where = where;
  }

  // Messages are nested three deep at most.
  message(message: Message, from: number, to: number): void {
    this.#count(from);
    for (let at = from; at < to;) {
      const tag = this.#bytes[at]!;
      const field = message.fields[tag >> 3];
      // Tags of fields above 15 take two bytes; profile.proto has none.
      if (tag >= 0x80 || field === undefined) throw this.#error(at, `a field of ${message.name}`);
      at = this.#field(field, tag & 7, at, at + 1, to, message);
    }
  }

  #field(field: Field, wire: number, tagAt: number, at: number, to: number, inside: Message): number {
    if (wire === VARINT && (field === 'number' || field === 'numbers')) {
      if (field === 'numbers') this.#numbers++;
      this.#number(at, to);
      return this.#end;
    }
    if (wire !== LENGTH || field === 'number') throw this.#error(tagAt, `a field of ${inside.name}`);
    const length = this.#number(at, to);
    const start = this.#end;
    if (length > to - start) throw this.#error(at, `a length of at most ${to - start}, found ${length}`);
    if (field === 'numbers') this.#packed(start, start + length);
    else if (field === 'text') this.#count(start);
    else this.message(field, start, start + length);
    return start + length;
  }

  #packed(from: number, to: number): void {
    for (let at = from; at < to; at = this.#end) {
      this.#number(at, to);
      this.#numbers++;
    }
    if (this.#numbers > MOST_NUMBERS) throw this.#error(from, `at most ${MOST_NUMBERS} numbers in samples`);
  }

  #count(at: number): void {
    if (++this.#messages > MOST_MESSAGES) throw this.#error(at, `at most ${MOST_MESSAGES} messages`);
  }

  #number(at: number, to: number): number {
    let value = 0;
    for (let i = 0; i < LONGEST_NUMBER && at + i < to; i++) {
      const byte = this.#bytes[at + i]!;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) {
        this.#end = at + i + 1;
        return value;
      }
    }
    throw this.#error(at, `a number that ends within ${LONGEST_NUMBER} bytes and before offset 0x${to.toString(16)}`);
  }

  #error(offset: number, expected: string): FormatError {
    return new FormatError(this.#where, expected, offset);
  }
}
