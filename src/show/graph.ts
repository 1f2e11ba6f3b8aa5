// Pictures of a site as data: nodes, edges and groups. The mermaid, DOT and SVG writers draw this and decide nothing.
// Texts are escaped for display (`visible`), wrapped and shortened here; writers add only the escapes of their own syntax.
import type { Emitted, Happened, Placement, Site } from '../site/model.ts';
import { fileLine, nearLine } from './file-name.ts';
import { flowHops } from './flow-hops.ts';
import { placementLabel } from './placement-marks.ts';
import { happenedSentence } from './recorded-words.ts';
import { runtimePath } from './runtime-path.ts';
import { inlinedPhrase, kindAndType, plural, whatIsAllocated, whySentence } from './site-words.ts';
import { visible } from './untrusted.ts';
import type { ViewOptions } from './view.ts';
import { shortenMiddle, wrap } from './width.ts';
import { isCall } from '../site/emitted.ts';

export type NodeRole = 'source' | 'ssa' | 'decision' | 'location' | 'entry' | 'slot' | 'pool' | 'happened';

export interface GraphNode {
  readonly id: string;
  readonly group: string;
  readonly role: NodeRole;
  /** The first line is the name, the others say more. */
  readonly lines: readonly string[];
  /** Colours the node. */
  readonly placement?: Placement;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
}

/** What belongs to one site. */
export interface GraphGroup {
  readonly id: string;
  readonly label: string;
}

export interface Graph {
  readonly title: string;
  readonly description: string;
  readonly groups: readonly GraphGroup[];
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

const SITES_DRAWN = 12;
const COPIES_DRAWN = 4;
const NODE_WIDTH = 40;
const EDGE_WIDTH = 28;
const SENTENCE_LINES = 6;

/** The picture of the sites, each in a group of its own. */
export function siteGraph(sites: readonly Site[], goVersion: string, options: ViewOptions): Graph {
  const drawn = sites.slice(0, SITES_DRAWN);
  const builder = new GraphBuilder(goVersion, options);
  for (const site of drawn) {
    if (options.picture === 'flow') builder.addFlow(site);
    else builder.addPath(site);
  }
  const first = drawn[0];
  const what = options.picture === 'flow' ? 'Escape flow' : 'Allocation path';
  const more = sites.length - drawn.length;
  const title =
    first === undefined ? 'No allocation site' : `${what} of ${shortenMiddle(whatIsAllocated(first), 60)} at ${fileLine(first.position, options.cwd)}`;
  return {
    title: drawn.length > 1 ? `${title} and ${plural(sites.length - 1, 'more site')}${more > 0 ? `, ${more} of them not drawn` : ''}` : title,
    description: drawn.map((site) => `${placementLabel(site.placement)}: ${whySentence(site)}`).join(' '),
    groups: builder.groups,
    nodes: builder.nodes,
    edges: builder.edges,
  };
}

class GraphBuilder {
  readonly groups: GraphGroup[] = [];
  readonly nodes: GraphNode[] = [];
  readonly edges: GraphEdge[] = [];
  private group = '';
  private readonly poolNodes = new Map<string, string>();
  private readonly goVersion: string;
  private readonly options: ViewOptions;

  constructor(goVersion: string, options: ViewOptions) {
    this.goVersion = goVersion;
    this.options = options;
  }

  /** source → SSA values → decision → runtime entry or frame slot → the pool that serves it. */
  addPath(site: Site): void {
    this.open(site);
    const source = this.source(site);
    const decision = this.node('decision', [placementLabel(site.placement), ...limit(wrap(whySentence(site), NODE_WIDTH))], site.placement);
    this.ssaNodes(site, source, decision);
    const ways = new Map<string, { emitted: Emitted; copies: number }>();
    for (const emitted of site.emitted) {
      const key = JSON.stringify([emitted.entry, emitted.type, emitted.size, emitted.sizeClass, emitted.slot?.size, emitted.slot?.type]);
      const way = ways.get(key);
      if (way === undefined) ways.set(key, { emitted, copies: 1 });
      else way.copies++;
    }
    const ends: string[] = [];
    for (const way of ways.values()) ends.push(...this.way(site, way.emitted, ways.size > 1 ? [`×${way.copies}`] : [], decision));
    if (site.happened !== undefined) this.happened(site.happened, ends.length > 0 ? ends : [decision]);
  }

  // What all ways to the allocator came to.
  private happened(happened: Happened, from: readonly string[]): void {
    const node = this.node('happened', ['in the run', ...limit(wrap(happenedSentence(happened), NODE_WIDTH))], 'heap');
    for (const end of new Set(from)) this.edge(end, node, []);
  }

  /** The locations that the memory flows through, and why at each hop. */
  addFlow(site: Site): void {
    this.open(site);
    const source = this.source(site);
    const nodes = new Map<string, string>();
    const hops = flowHops(site, this.options.raw === true);
    for (const hop of hops) {
      const from = hop.fromIsSite ? source : this.location(hop.from, nodes);
      const to = this.location(hop.to, nodes);
      const lines = hop.steps.flatMap((step) => [
        ...limit(wrap(shortenMiddle(visible(step.from), 2 * EDGE_WIDTH), EDGE_WIDTH), 2),
        `${visible(step.why)}, ${nearLine(step.position, site.position.file, this.options.cwd)}`,
      ]);
      this.edge(
        from,
        to,
        lines.map((line) => shortenMiddle(line, EDGE_WIDTH + 8)),
      );
    }
    if (hops.length === 0) {
      this.edge(source, this.node('decision', [placementLabel(site.placement), ...limit(wrap(whySentence(site), NODE_WIDTH))], site.placement), []);
    }
  }

  private open(site: Site): void {
    this.group = `site${this.groups.length}`;
    this.groups.push({ id: this.group, label: `${fileLine(site.position, this.options.cwd)}  ${shortenMiddle(visible(site.function), 40)}` });
  }

  private source(site: Site): string {
    const expression = limit(wrap(shortenMiddle(whatIsAllocated(site), 3 * NODE_WIDTH), NODE_WIDTH), 3);
    return this.node('source', [
      ...expression,
      shortenMiddle(kindAndType(site), NODE_WIDTH),
      shortenMiddle(fileLine(site.position, this.options.cwd), NODE_WIDTH),
    ]);
  }

  private ssaNodes(site: Site, source: string, decision: string): void {
    const copies = site.emitted.filter((emitted) => emitted.ssa !== undefined);
    for (const emitted of copies.slice(0, COPIES_DRAWN)) {
      const inlined = inlinedPhrase(emitted, site.position.file, this.options.cwd);
      const lines = [
        `${visible(emitted.ssa!.value)} ${visible(emitted.ssa!.op)}`,
        `in ${visible(emitted.function)}`,
        ...(inlined === undefined ? [] : wrap(inlined, NODE_WIDTH)),
      ];
      const node = this.node(
        'ssa',
        lines.map((line) => shortenMiddle(line, NODE_WIDTH)),
      );
      this.edge(source, node, []);
      this.edge(node, decision, []);
    }
    const more = copies.length - COPIES_DRAWN;
    if (more > 0) {
      const node = this.node('ssa', [plural(more, 'more SSA value')]);
      this.edge(source, node, []);
      this.edge(node, decision, []);
    }
    if (copies.length === 0) this.edge(source, decision, []);
  }

  /** @returns the nodes at which a call ends */
  private way(site: Site, emitted: Emitted, label: readonly string[], decision: string): string[] {
    const calls = isCall(emitted);
    const slot = emitted.slot;
    if (slot !== undefined || emitted.entry === 'frame') {
      const facts = [slot?.type === undefined ? undefined : visible(slot.type), slot?.size === undefined ? undefined : `${slot.size} bytes`].filter(
        (fact) => fact !== undefined,
      );
      const node = this.node('slot', ['frame slot', ...facts.map((fact) => shortenMiddle(fact, NODE_WIDTH))], 'stack');
      this.edge(decision, node, [...label, ...(calls && site.bound !== undefined ? wrap(visible(site.bound), EDGE_WIDTH) : [])]);
    }
    if (calls) {
      const type = emitted.type === undefined ? [] : [shortenMiddle(visible(emitted.type), NODE_WIDTH)];
      const entry = this.node('entry', [shortenMiddle(visible(emitted.entry), NODE_WIDTH), ...type], 'heap');
      this.edge(decision, entry, [...label, ...(slot === undefined ? [] : ['above the bound'])]);
      return [this.pools(entry, runtimePath(emitted, this.goVersion))];
    }
    if (emitted.entry !== 'frame') {
      this.edge(decision, this.node('slot', [shortenMiddle(visible(emitted.entry), NODE_WIDTH)], emitted.placement), label);
    }
    return [];
  }

  // Entries that end in the same pool share it; the way there is shared only from where it no longer parts.
  private pools(entry: string, steps: readonly string[]): string {
    let last = entry;
    for (let index = 0; index < steps.length; index++) {
      const key = `${this.group} ${steps.slice(index).join(' ')}`;
      const known = this.poolNodes.get(key);
      const node = known ?? this.node('pool', wrap(steps[index]!, NODE_WIDTH));
      this.edge(last, node, []);
      if (known !== undefined) return this.lastPool(steps, entry);
      this.poolNodes.set(key, node);
      last = node;
    }
    return last;
  }

  private lastPool(steps: readonly string[], entry: string): string {
    return this.poolNodes.get(`${this.group} ${steps.at(-1)!}`) ?? entry;
  }

  private location(name: string, known: Map<string, string>): string {
    let node = known.get(name);
    if (node === undefined) {
      const heap = name === '{heap}';
      node = this.node('location', heap ? ['heap'] : limit(wrap(shortenMiddle(locationName(name), 3 * NODE_WIDTH), NODE_WIDTH), 3), heap ? 'heap' : undefined);
      known.set(name, node);
    }
    return node;
  }

  private node(role: NodeRole, lines: readonly string[], placement?: Placement): string {
    const id = `n${this.nodes.length}`;
    this.nodes.push({ id, group: this.group, role, lines, ...(placement === undefined ? {} : { placement }) });
    return id;
  }

  private edge(from: string, to: string, lines: readonly string[]): void {
    this.edges.push({ from, to, lines });
  }
}

// `{storage for X}` is the compiler's name for the memory of expression X.
function locationName(name: string): string {
  const storage = /^\{storage for (.*)\}$/s.exec(name);
  if (storage !== null) return `memory of ${visible(storage[1]!)}`;
  return /^~r\d+$/.test(name) ? `result ${visible(name)}` : visible(name);
}

function limit(lines: readonly string[], count: number = SENTENCE_LINES): string[] {
  return lines.length <= count ? [...lines] : [...lines.slice(0, count - 1), `${lines[count - 1]!} …`];
}
