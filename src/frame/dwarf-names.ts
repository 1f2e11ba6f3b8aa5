// Names of frame words from DWARF: the variable that has a home at the word while control is at the pc.
// Source: cmd/compile/internal/dwarfgen/dwarf.go: createComplexVar (location lists), createSimpleVar; go1.18–go1.27. DWARF says where a
// variable lies, the stack map says whether it is live; temporaries of the compiler have no entry.
import type { Dwarf } from '../read/dwarf/dwarf.ts';
import type { FrameVariable, VariableHome } from '../read/dwarf/variables.ts';
import type { SlotName } from './model.ts';
import type { FrameNames, PlacedVariable } from './namer.ts';

interface Placed {
  readonly variable: FrameVariable;
  readonly home: VariableHome;
}

/** The names that DWARF has for the frame of the function whose code begins at `entry`; undefined when it describes none there. */
export function dwarfNames(dwarf: Dwarf, entry: number, pointerSize: number): FrameNames | undefined {
  const variables = dwarf.variablesOf(entry);
  if (variables === undefined) return undefined;
  const byWord = new Map<number, Placed[]>();
  for (const variable of variables) {
    for (const home of variable.homes) {
      for (let word = home.frameOffset; word < home.frameOffset + home.size; word += pointerSize) {
        const list = byWord.get(word);
        if (list === undefined) byWord.set(word, [{ variable, home }]);
        else list.push({ variable, home });
      }
    }
  }
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
      const placed = byWord.get(fpOffset) ?? [];
      let here = placed.filter((one) => holdsAt(one, pc));
      // Until the call the value can be in a register as well, which the list then names. A callee does not write the word.
      if (here.length === 0) here = placed.filter((one) => holdsAt(one, returnPc));
      // Every argument and result has words of its own; locals share theirs.
      if (here.length === 0 && fpOffset >= 0) here = placed;
      return distinct(here.map((one) => nameOf(one, fpOffset)));
    },
    objectAt(fpOffset, size) {
      const found = (byWord.get(fpOffset) ?? []).filter(({ home }) => home.frameOffset === fpOffset && home.size === size && home.variableOffset === 0);
      const names = distinct(found.map(({ variable }) => wholeName(variable)));
      return names.length === 1 ? names[0] : undefined;
    },
    variables() {
      const found: PlacedVariable[] = [];
      for (const variable of variables) {
        for (const home of variable.homes) {
          if (home.variableOffset !== 0 || home.indirect || found.some((f) => f.name === variable.name && f.fpOffset === home.frameOffset)) continue;
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
