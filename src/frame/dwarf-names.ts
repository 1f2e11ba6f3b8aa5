// Names of frame words from DWARF: the variable that has a home at the word while control is at the pc.
// Source: cmd/compile/internal/dwarfgen/dwarf.go: createComplexVar (location lists), createSimpleVar; go1.18–go1.27. DWARF says where a
// variable lies, the stack map says whether it is live; temporaries of the compiler have no entry.
import { FormatError } from '../base/errors.ts';
import type { Dwarf } from '../read/dwarf/dwarf.ts';
import type { FrameVariable, VariableHome } from '../read/dwarf/variables.ts';
import type { SlotName } from './model.ts';
import type { FrameNames, PlacedVariable } from './namer.ts';

/** Frames are at most 1 GiB (ssagen/pgen.go: maxStackSize). */
const FAR = 2 ** 31;
const LARGE = 1024;
/** What a forged file can make of one function's frame: some ten megabytes, and a second. */
const MAX_WORDS = 1 << 19;
const MAX_WORK = 1 << 26;

interface Placed {
  readonly variable: FrameVariable;
  readonly home: VariableHome;
}

/** The names that DWARF has for the frame of the function whose code begins at `entry`; undefined when it describes none there. */
export function dwarfNames(dwarf: Dwarf, entry: number, pointerSize: number): FrameNames | undefined {
  const variables = dwarf.variablesOf(entry);
  if (variables === undefined) return undefined;
  const words = new Words(pointerSize);
  for (const variable of variables) for (const home of variable.homes) words.add({ variable, home });
  const nameOf = ({ variable, home }: Placed, fpOffset: number): SlotName => {
    const type = variable.type;
    const within = home.variableOffset + fpOffset - home.frameOffset;
    const part = type === undefined || home.indirect ? undefined : dwarf.fieldAt(type, within);
    const innermost = variable.inlined[0];
    const typeName = part?.type.name ?? type?.name;
    return {
      variable: variable.name,
      ...(part === undefined || part.path === '' ? {} : { part: part.path }),
      ...(typeName === undefined ? {} : { type: typeName }),
      source: 'dwarf',
      ...(innermost === undefined ? {} : { inlinedFrom: innermost.function }),
    };
  };
  return {
    wordAt(fpOffset, { pc, returnPc }) {
      const placed = words.at(fpOffset);
      let here: readonly Placed[] = placed.filter((one) => holdsAt(one, pc));
      // Until the call the value can be in a register as well, which the list then names. A callee does not write the word.
      if (here.length === 0) here = placed.filter((one) => holdsAt(one, returnPc));
      // Every argument and result has words of its own; locals share theirs.
      if (here.length === 0 && fpOffset >= 0) here = placed;
      return distinct(here.map((one) => nameOf(one, fpOffset)));
    },
    objectAt(fpOffset, size) {
      const found = words.at(fpOffset).filter(({ home }) => home.frameOffset === fpOffset && home.size === size && home.variableOffset === 0);
      const names = distinct(found.map(({ variable }) => wholeName(variable)));
      return names.length === 1 ? names[0] : undefined;
    },
    variables() {
      const found: PlacedVariable[] = [];
      const seen = new Set<string>();
      for (const variable of variables) {
        for (const home of variable.homes) {
          const key = `${home.frameOffset} ${variable.name}`;
          if (home.variableOffset !== 0 || home.indirect || seen.has(key)) continue;
          seen.add(key);
          found.push({
            name: variable.name,
            fpOffset: home.frameOffset,
            size: home.size,
            ...(variable.type === undefined ? {} : { type: variable.type.name }),
          });
        }
      }
      return found;
    },
    count: (name) => variables.filter((variable) => variable.name === name).length,
  };
}

/** Which homes a word lies in. */
class Words {
  readonly #pointerSize: number;
  readonly #byWord = new Map<number, Placed[]>();
  /** Homes of many words, which are not entered at each. */
  readonly #large: Placed[] = [];
  #left = MAX_WORDS;
  #work = MAX_WORK;

  constructor(pointerSize: number) {
    this.#pointerSize = pointerSize;
  }

  add(placed: Placed): void {
    const { frameOffset, size } = placed.home;
    // Nothing that lies in a frame.
    if (Math.abs(frameOffset) > FAR || size > FAR) return;
    if (size > LARGE * this.#pointerSize) {
      this.#large.push(placed);
      return;
    }
    for (let word = frameOffset; word < frameOffset + size; word += this.#pointerSize) {
      if (--this.#left < 0) throw new FormatError('DWARF', `places of a function's variables in at most ${MAX_WORDS} words`);
      const list = this.#byWord.get(word);
      if (list === undefined) this.#byWord.set(word, [placed]);
      else list.push(placed);
    }
  }

  at(fpOffset: number): readonly Placed[] {
    const small = this.#byWord.get(fpOffset) ?? [];
    this.#work -= 1 + small.length + this.#large.length;
    if (this.#work < 0) throw new FormatError('DWARF', 'variables that do not share their words by the thousand');
    const large = this.#large.filter(({ home }) => {
      const within = fpOffset - home.frameOffset;
      return within >= 0 && within < home.size && within % this.#pointerSize === 0;
    });
    return large.length === 0 ? small : [...small, ...large];
  }
}

function holdsAt({ variable, home }: Placed, pc: number): boolean {
  return pc >= home.from && pc < home.to && isVisible(variable, pc);
}

// A home without a location list is given for the whole function, in which its place can be shared with variables of other blocks.
function isVisible(variable: FrameVariable, pc: number): boolean {
  return variable.scope === undefined || variable.scope.some((range) => pc >= range.from && pc < range.to);
}

function wholeName(variable: FrameVariable): SlotName {
  return { variable: variable.name, source: 'dwarf', ...(variable.type === undefined ? {} : { type: variable.type.name }) };
}

function distinct(names: readonly SlotName[]): SlotName[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const key = `${name.variable} ${name.part ?? ''} ${name.type ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
