// Names of frame words as the compiler's listing (-S) has them: every operand that touches a variable in the frame names it.
import { printableName } from '../../src/site/symbol-names.ts';

/** Function → offset from varp or, from 0 on, from argp → names. */
export class Operands {
  readonly functions: Map<string, Map<number, Set<string>>> = new Map();
  #current: Map<number, Set<string>> | undefined;
  #below = 0;

  line(text: string): void {
    if (text.charCodeAt(0) !== 9) {
      const head = /^(\S.*?) STEXT .*\blocals=0x([0-9a-f]+)/.exec(text);
      if (head === null) return;
      const name = printableName(head[1]!);
      this.#current = this.functions.get(name) ?? new Map();
      this.functions.set(name, this.#current);
      this.#below = Number.parseInt(head[2]!, 16);
      return;
    }
    if (this.#current === undefined || !text.includes('(SP)')) return;
    for (const match of text.matchAll(/(?:^|[\s,])[^\s,]*?\.((?:\.autotmp_\d+|[&~\p{L}_#][\p{L}\p{N}_.#]*))([+-]\d+)?\(SP\)/gu)) {
      // From the stack pointer: `locals` bytes of frame (saved frame pointer included), then the return address, then the arguments.
      const offset = Number(match[2] ?? 0) - this.#below;
      const word = offset < 0 ? offset + 8 : offset - 8;
      const names = this.#current.get(word) ?? new Set();
      this.#current.set(word, names.add(match[1]!));
    }
  }
}
