// Causes that lie in a callee: whether it is inlined, known, and keeps what it is given.
import type { Site } from '../site/model.ts';
import type { Side } from './model.ts';
import { code, lower, short, type Rule } from './rule.ts';

/** Calls that the compiler no longer sees through, or sees through now. */
export const inlining: Rule = ({ before, after, change, source }, sideA, sideB) => {
  const site = after ?? before;
  if (site === undefined) return undefined;
  // Code that is new or gone is not so because of a callee.
  if ((before === undefined || after === undefined) && (source === 'new' || source === 'changed')) return undefined;
  const worse = change === 'worse' || change === 'appeared';
  const candidates = new Set([`${site.package}.${site.function}`, ...calleesOf(site, before?.reason), ...calleesOf(site, after?.reason)]);
  for (const name of candidates) {
    const a = factOf(sideA, name);
    const b = factOf(sideB, name);
    // With -l the report says of no function whether it can be inlined.
    if (worse && a?.inlinable === true && b === undefined && withoutInlining(sideB))
      return { code: 'callee-not-inlined', sentence: `${short(name)} is no longer inlined.` };
    if (!worse && b?.inlinable === true && a === undefined && withoutInlining(sideA)) return { code: 'callee-inlined', sentence: `${short(name)} is inlined.` };
    if (a === undefined || b === undefined || a.inlinable === b.inlinable) continue;
    if (worse && a.inlinable) return { code: 'callee-not-inlined', sentence: `${short(name)} is no longer inlined${costText(b, sideB)}.` };
    if (!worse && b.inlinable) return { code: 'callee-inlined', sentence: `${short(name)} is inlined${b.cost === undefined ? '' : ` (cost ${b.cost})`}.` };
  }
  return undefined;
};

function withoutInlining({ flags }: Side): boolean {
  return flags.some((flag) => /^-gcflags=(?:.*[ =])?-l\b/.test(flag));
}

function costText(fact: { readonly cost?: number; readonly reason?: string }, side: Side): string {
  if (withoutInlining(side)) return ': inlining is off (-l)';
  const exceeds = /cost (\d+) exceeds budget (\d+)/.exec(fact.reason ?? '');
  if (exceeds !== null) return ` (cost ${exceeds[1]} > ${exceeds[2]})`;
  return fact.reason === undefined ? '' : `: ${fact.reason}`;
}

/** Calls whose callee is not known. */
export const dynamicCalls: Rule = ({ before, after, change }, sideA, sideB) => {
  if (before === undefined || after === undefined) return undefined;
  if (change === 'worse' && isDynamic(after, sideB) && !isDynamic(before, sideA)) {
    const was = noteNear(sideA, before);
    return {
      code: 'call-became-dynamic',
      sentence: `It is passed to a call whose callee the compiler does not know${was === undefined ? '' : ` (before: ${was})`}: ${lower(after.reason!.sentence)}`,
    };
  }
  if (change === 'better' && isDynamic(before, sideA) && !isDynamic(after, sideB)) {
    const is = noteNear(sideB, after);
    return { code: 'call-became-static', sentence: `The compiler knows the callee that it is passed to${is === undefined ? '' : ` (${is})`}.` };
  }
  return undefined;
};

// `w.Write` is a method of something that is not known; `lib.Write` is a function of a package that was not reported.
function isDynamic(site: Site, side: Side): boolean {
  if (site.reason?.cause === 'passed-to-unknown-callee') return true;
  if (site.reason?.cause !== 'passed-to-call') return false;
  const name = /passed to (\w+)\.\w+/.exec(site.reason.sentence)?.[1];
  return name !== undefined && !importsOf(side, site.position.file).has(name) && mayBeInterface(name, site, side);
}

// The type that the function declares for a name, as far as the text tells: a pointer, or a type of the package that is no interface, is none.
function mayBeInterface(name: string, site: Site, side: Side): boolean {
  const lines = side.source(site.position.file) ?? [];
  let start = Math.min(site.position.line, lines.length) - 1;
  while (start > 0 && !lines[start]!.startsWith('func ')) start--;
  const text = lines.slice(start, site.position.line + 200).join('\n');
  const type = new RegExp(`(?<![\\w.])${name} (\\*?[\\w.]+)`).exec(text)?.[1];
  if (type === undefined) return true;
  if (type.startsWith('*')) return false;
  if (type.includes('.')) return true;
  const declared = [...(side.files?.keys() ?? [site.position.file])]
    .flatMap((file) => side.source(file) ?? [])
    .find((line) => new RegExp(`^(?:type )?\\s*${type} `).test(line));
  return declared === undefined || /\binterface\b/.test(declared);
}

// The names by which a file knows packages; the last element of a path, as a rule.
function importsOf(side: Side, file: string): Set<string> {
  const names = new Set<string>();
  for (const line of side.source(file) ?? []) {
    if (/^(?:func|type|var|const)\b/.test(line)) break;
    const found = /^(?:import)?\s*(?:(\w+)\s+)?"([^"]+)"/.exec(line);
    if (found === null) continue;
    const elements = found[2]!.split('/');
    const last = /^v\d+$/.test(elements.at(-1)!) && elements.length > 1 ? elements.at(-2)! : elements.at(-1)!;
    names.add(found[1] ?? last.replace(/\.v\d+$/, '').replace(/^go-|-go$/, ''));
  }
  return names;
}

// A devirtualisation on a line that the value passes, in its package.
function noteNear({ facts }: Side, site: Site): string | undefined {
  for (const line of (site.reason?.steps ?? []).map((s) => s.position.line)) {
    const note = facts?.devirtualised.get(`${site.package}:${line}`);
    if (note !== undefined) return note;
  }
  return undefined;
}

/** Parameters that leak. */
export const parameters: Rule = ({ before, after, change }, sideA, sideB) => {
  const worse = change === 'worse' || change === 'appeared';
  const [site, now, then] = worse ? [after, sideB, sideA] : [before, sideA, sideB];
  if (site === undefined) return undefined;
  // The reason names the parameter where it is known.
  const named = /whose parameter `([^`]+)`/.exec(site.reason?.sentence ?? '')?.[1];
  for (const name of calleesOf(site, site.reason)) {
    for (const { package: owner, function: own, parameter } of now.analysis.leakingParameters) {
      const full = `${owner}.${own}`;
      if ((full !== name && !full.endsWith(`/${name}`) && !full.endsWith(`.${name}`)) || (named !== undefined && named !== parameter)) continue;
      // A function that the other side does not have leaks nothing there.
      if (then.facts !== undefined && !then.facts.functions.has(full)) continue;
      if (then.analysis.leakingParameters.some((p) => p.package === owner && p.function === own && p.parameter === parameter)) continue;
      return worse
        ? { code: 'parameter-leaks', sentence: `Parameter ${code(parameter)} of ${short(full)} now leaks.` }
        : { code: 'parameter-stays', sentence: `Parameter ${code(parameter)} of ${short(full)} no longer leaks.` };
    }
  }
  return undefined;
};

/** Parameters of packages that were not reported: the reason names the callee. */
export const callees: Rule = ({ before, after, change }) => {
  if (before === undefined || after === undefined) return undefined;
  const passed = (site: Site): boolean => site.reason?.cause === 'passed-to-call';
  if (change === 'worse' && passed(after) && !passed(before)) return { code: 'parameter-leaks', sentence: after.reason!.sentence };
  if (change === 'better' && passed(before) && !passed(after)) return { code: 'parameter-stays', sentence: `Before: ${lower(before.reason!.sentence)}` };
  return undefined;
};

/** Names that a reason's steps call, as the report spells them: `log.F`, `F`, `(*T).M`. */
function calleesOf(site: Site, reason: Site['reason']): string[] {
  const names: string[] = [];
  for (const { from, why } of reason?.steps ?? []) {
    if (!/call parameter|callee/.test(why) && !from.includes('(')) continue;
    const name = /^([\w./]+(?:\[[^\]]*\])?|\(\*?[\w./]+\)\.\w+)\(/.exec(from)?.[1];
    if (name !== undefined) names.push(name.includes('.') ? name : `${site.package}.${name}`);
  }
  // The sentence names the callee of calls that are reported without steps.
  const named = /passed to ([\w./()*]+)/.exec(reason?.sentence ?? '')?.[1];
  if (named !== undefined) names.push(named.includes('.') ? named : `${site.package}.${named}`);
  return names;
}

function factOf({ facts }: Side, name: string): { readonly inlinable: boolean; readonly cost?: number; readonly reason?: string } | undefined {
  const exact = facts?.functions.get(name);
  if (exact !== undefined || facts === undefined) return exact;
  for (const [full, fact] of facts.functions) if (full.endsWith(`/${name}`)) return fact;
  return undefined;
}
