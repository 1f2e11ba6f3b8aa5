// Escape flow steps as hops between named locations: `out ← &{storage for X}` leads from `{storage for X}` to `out`.
import type { FlowStep, Site } from '../site/model.ts';

export interface FlowHop {
  readonly from: string;
  /** True when `from` is the memory of the site itself. */
  readonly fromIsSite: boolean;
  readonly to: string;
  readonly steps: readonly FlowStep[];
}

interface Hop {
  from: string;
  to: string;
  steps: FlowStep[];
}

/** The hops in report order. Unless `raw`, folded steps go, and a hop that has no other steps is drawn together. */
export function flowHops(site: Site, raw: boolean): FlowHop[] {
  const all: Hop[] = [];
  for (const step of site.reason?.steps ?? []) {
    const { from, to } = parseFlow(step.flow, all.at(-1)?.to ?? site.variable ?? site.expression);
    const last = all.at(-1);
    if (last !== undefined && last.from === from && last.to === to) last.steps.push(step);
    else all.push({ from, to, steps: [step] });
  }
  const hops = raw ? all : foldHops(all);
  const start = hops[0]?.from;
  return hops.map((hop) => ({ ...hop, fromIsSite: hop.from === start }));
}

/** The two ends of a flow line; Go 1.24 and before wrote `=` for `←`. A line of another shape leads on from `before`. */
export function parseFlow(flow: string, before: string): { from: string; to: string } {
  const match = /^(.*?) (?:←|=) ([&*]*)(.+)$/s.exec(flow);
  if (match === null) return { from: before, to: flow };
  return { from: match[3]!, to: match[1]! };
}

// The upstream name stays: it is the one nearer to the user's expression. The heap itself is never folded away.
function foldHops(all: readonly Hop[]): Hop[] {
  const merged = new Map<string, string>();
  const nameOf = (name: string): string => {
    let now = name;
    for (let next = merged.get(now); next !== undefined; next = merged.get(now)) now = next;
    return now;
  };
  const kept: Hop[] = [];
  for (const hop of all) {
    const steps = hop.steps.filter((step) => !step.folded);
    const from = nameOf(hop.from);
    if (steps.length === 0 && hop.to !== '{heap}' && nameOf(hop.to) !== from) merged.set(nameOf(hop.to), from);
    else kept.push({ from, to: hop.to, steps });
  }
  return kept.map((hop) => ({ ...hop, to: nameOf(hop.to), from: nameOf(hop.from) })).filter((hop) => hop.from !== hop.to || hop.steps.length > 0);
}
