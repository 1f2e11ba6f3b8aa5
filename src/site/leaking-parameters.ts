// Parameters that leak, with the sites that are on the heap because they are passed to one: the reverse view of escape reasons.
import { formatPosition, type Position } from '../base/position.ts';
import { LEAK } from '../read/compiler/report-tables.ts';
import type { Compile } from './compile.ts';
import { posKey, lineKey, fileOfKey, lineOfKey } from './position-key.ts';
import type { Joined } from './join.ts';
import type { LeakingParameter, Site } from './model.ts';
import { printableName } from './symbol-names.ts';

/** Finds the leaking parameters of every compile and the sites whose flow passes through a call of their function. */
export function findLeakingParameters(joined: Joined, sites: readonly Site[]): LeakingParameter[] {
  const bySpelling = sitesByCallee(sites, joined);
  const found: LeakingParameter[] = [];
  const seen = new Set<string>();
  for (const compile of joined.compiles) {
    const owners = declarations(compile);
    const { leaks, texts } = compile.report;
    for (let row = 0; row < leaks.length; row++) {
      const kind = leaks.kind.at(row);
      if (kind !== LEAK.heap && kind !== LEAK.content) continue;
      const at = posKey(compile.fileId(leaks.file.at(row)), leaks.line.at(row), leaks.column.at(row));
      const parameter = texts.text(leaks.parameter.at(row));
      const name = owners(at);
      if (name === undefined || seen.has(`${at} ${parameter}`)) continue;
      seen.add(`${at} ${parameter}`);
      const owner = joined.paths.of(fileOfKey(at)) ?? compile.package;
      const ids = [...new Set(spellings(owner, name).flatMap((s) => [...(bySpelling.get(s) ?? []), ...(bySpelling.get(`${s} ${parameter}`) ?? [])]))];
      found.push({
        package: owner,
        function: name,
        parameter,
        to: kind === LEAK.content ? 'content of it to the heap' : 'the heap',
        position: compile.positionOf(at),
        sites: ids,
      });
    }
  }
  return found;
}

// The function whose declaration stands at or above a parameter, no more than a parameter list away.
function declarations(compile: Compile): (at: number) => string | undefined {
  const { functions, texts } = compile.report;
  const byLine = new Map<number, { column: number; name: string }[]>();
  for (let row = 0; row < functions.length; row++) {
    const key = lineKey(compile.fileId(functions.file.at(row)), functions.line.at(row));
    const list = byLine.get(key) ?? [];
    byLine.set(key, list);
    list.push({ column: functions.column.at(row), name: printableName(texts.text(functions.name.at(row))) });
  }
  return (at) => {
    const column = at % 4096;
    for (let line = lineOfKey(at); line > Math.max(0, lineOfKey(at) - 40); line--) {
      const here = byLine.get(lineKey(fileOfKey(at), line));
      if (here === undefined) continue;
      const before = here.filter((d) => line < lineOfKey(at) || d.column <= column || /\)\./.test(d.name));
      // A method's receiver stands in front of its name.
      return (before.sort((a, b) => b.column - a.column)[0] ?? here[0])?.name;
    }
    return undefined;
  };
}

// Calls as flows print them: `LeakParam(&x)`, `lib.Keep(p)`, `t.Method(p)`: by the last part of the name, with the package's name before it.
// Where the callee was inlined the flow has no call: `flow: p ← &x` at the position of the call names its parameter instead.
function sitesByCallee(sites: readonly Site[], joined: Joined): Map<string, string[]> {
  const map = new Map<string, string[]>();
  const inlined = new Map<string, readonly string[]>();
  for (const compile of joined.compiles) {
    for (const [at, callees] of compile.inlinedPositions()) inlined.set(formatPosition(compile.positionOf(at)), callees);
  }
  for (const site of sites) {
    if (site.placement !== 'heap' && site.placement !== 'conditional') continue;
    for (const step of site.reason?.steps ?? []) {
      if (step.why === 'assign-pair' || step.why === 'assign') {
        const destination = /^(?:[\w.]+\.)?([\p{L}_][\p{L}\p{N}_]*) (?:←|=) /u.exec(step.flow)?.[1];
        const callees = destination === undefined ? undefined : inlined.get(formatPosition(resolvePosition(step.position, site)));
        for (const callee of callees ?? []) add(map, `${printableName(callee)} ${destination!}`, site.id);
        continue;
      }
      if (step.why !== 'call parameter') continue;
      const callee = /^([^\s(]+(?:\([^()]*\))?[^\s(]*)\(/.exec(step.from)?.[1];
      if (callee === undefined) continue;
      add(map, callee, site.id);
    }
  }
  return map;
}

function add(map: Map<string, string[]>, key: string, id: string): void {
  const list = map.get(key) ?? [];
  map.set(key, list);
  list.push(id);
}

// Steps have the report's spelling of the file (relative to the go command's directory), sites the canonical one.
function resolvePosition(position: Position, site: Site): Position {
  const base = position.file.slice(position.file.lastIndexOf('/') + 1);
  return site.position.file.endsWith(`/${base}`) ? { ...position, file: site.position.file } : position;
}

function spellings(importPath: string, name: string): string[] {
  const base = importPath.slice(importPath.lastIndexOf('/') + 1);
  const method = /^\(?\*?([^()]+?)\)?\.([^.]+)$/.exec(name);
  return method === null ? [name, `${base}.${name}`] : [name, `${base}.${name}`, `(*${method[1]}).${method[2]}`, `${method[1]}.${method[2]}`];
}
