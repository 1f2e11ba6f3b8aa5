// What a return address of a recorded process stands for: the call instruction before it, the functions around it, and whether they are the
// runtime's. Go source: src/runtime/symtab.go: funcspdelta, inlineUnwinder (a return address is looked up one byte before).
import type { GoBinary } from '../../read/binary/go-binary.ts';
import type { StackFrame } from '../model.ts';
import { printableName } from '../symbol-names.ts';

/** One frame of the machine stack. */
export interface CodePlace {
  /** Index of the function in the binary; −1 outside of its text. */
  readonly function: number;
  /** The return address, as in the file. */
  readonly returnPc: number;
  /** True for functions of the runtime, wherever their symbol says they belong. */
  readonly runtime: boolean;
  /** True for the functions of the allocator itself: mallocgc and its size-specialised twins. */
  readonly allocator: boolean;
  /** True where the runtime turns to work of its own: it changes stacks, schedules, grows a stack, or helps the collector. */
  readonly turning: boolean;
  /** Innermost first, inlined calls included. */
  readonly frames: readonly StackFrame[];
}

/** Runtime packages: they allocate for whoever called them. Symbols that are linknamed to other packages are told by their file. */
const RUNTIME = /^(?:runtime|internal\/runtime\/[\w/]+|runtime\/internal\/\w+)\./;
const RUNTIME_FILE = /(?:^|\/)src\/(?:runtime|internal\/runtime\/[\w/]+)\/[^/]+$|^(?:runtime|internal\/runtime\/[\w/]+)\/[^/]+\.(?:go|s)$/;

/** Whether a function is the runtime's. */
export function isRuntimeFunction(name: string, file: string): boolean {
  return RUNTIME.test(name) || RUNTIME_FILE.test(file);
}

const TURNING = /^runtime\.(?:systemstack|mcall|morestack\w*|newstack|asyncPreempt\w*|gcStart|gcAssistAlloc\w*)$/;

/** A program whose stacks are read. Every place is decoded once. */
export class RecordedProgram {
  readonly binary: GoBinary;
  /** Directory names that stand for another: the patched GOROOT for the user's own. */
  readonly #rename: (file: string) => string;
  readonly #places = new Map<number, CodePlace>();
  readonly #isRuntime = new Map<number, boolean>();

  constructor(binary: GoBinary, rename: (file: string) => string = (file) => file) {
    this.binary = binary;
    this.#rename = rename;
  }

  /** How far a process lay from the addresses in the file, from where it had the header of its symbol table. */
  slide(pcHeader: number): number {
    return pcHeader - this.binary.pclntab.header.address;
  }

  /** The place of a return address, as in the file. */
  place(returnPc: number): CodePlace {
    let place = this.#places.get(returnPc);
    if (place === undefined) this.#places.set(returnPc, (place = this.#decode(returnPc)));
    return place;
  }

  #decode(returnPc: number): CodePlace {
    const index = this.binary.functionAt(returnPc - 1);
    if (index < 0) return { function: -1, returnPc, runtime: false, allocator: false, turning: false, frames: [] };
    const frames = this.binary.inlineFrames(index, returnPc - 1).map(({ function: name, file, line }) => ({
      function: printableName(name),
      file: this.#rename(file),
      line,
    }));
    const name = this.binary.functionName(index);
    return { function: index, returnPc, runtime: this.isRuntime(index), allocator: name.startsWith('runtime.mallocgc'), turning: TURNING.test(name), frames };
  }

  isRuntime(index: number): boolean {
    let answer = this.#isRuntime.get(index);
    if (answer === undefined) {
      const name = this.binary.functionName(index);
      answer = isRuntimeFunction(name, this.binary.position(index, this.binary.functions.entry[index]!).file);
      this.#isRuntime.set(index, answer);
    }
    return answer;
  }
}
