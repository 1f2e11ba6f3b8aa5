// A picture of sites as SVG, laid out by dagre. It brings its own ground, so it can be read on any page, and follows the
// reader's colour scheme where the program that shows it knows one; the attributes alone draw the light variant.
import dagre from '@dagrejs/dagre';
import { siteGraph, type Graph, type GraphEdge, type GraphNode } from './graph.ts';
import { PLACEMENT_MARKS } from './placement-marks.ts';
import { escapeXml } from './untrusted.ts';
import type { View } from './view.ts';
import { displayWidth } from './width.ts';

export const view: View = {
  name: 'svg',
  extension: 'svg',
  summary: 'a picture of each chosen site',
  scope: 'site',
  render: (analysis, options) => renderSvg(siteGraph(options.selection?.sites ?? analysis.sites, analysis.target.goVersion, options)),
};

const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const FONT_SIZE = 12;
/** Cells of a monospaced font are 0.6 em wide; a little more keeps text inside boxes in wider ones. */
const CELL = 7.4;
const LINE = 17;
const PAD = 11;
const MARGIN = 20;
const TITLE = 34;
const LABEL = 22;
const BETWEEN = 36;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

function renderSvg(graph: Graph): string {
  // One below the other: side by side, a few sites would be wider than any page.
  const parts = graph.groups.map((group) => {
    const nodes = graph.nodes.filter((node) => node.group === group.id);
    const ids = new Set(nodes.map((node) => node.id));
    return {
      label: group.label,
      nodes,
      layout: layOut(
        nodes,
        graph.edges.filter((edge) => ids.has(edge.from)),
      ),
    };
  });
  const labels = parts.length > 1 ? LABEL : 0;
  const widest = Math.max(0, ...parts.map((part) => part.layout.width));
  const titles = Math.max(displayWidth(graph.title), ...(labels > 0 ? parts.map((part) => displayWidth(part.label)) : [0])) * CELL;
  const width = Math.ceil(Math.max(widest, titles) + 2 * MARGIN);
  const height = Math.ceil(parts.reduce((sum, part) => sum + part.layout.height + labels, 0) + 2 * MARGIN + TITLE + BETWEEN * Math.max(0, parts.length - 1));
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" font-size="${FONT_SIZE}">`,
    `<title id="title">${escapeXml(graph.title)}</title>`,
    `<desc id="desc">${escapeXml(graph.description)}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" fill="#6b7280" d="M0 0.5 8 4 0 7.5Z"/></marker></defs>',
    `<rect class="ground" fill="#ffffff" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" stroke="#d0d7de"/>`,
    `<text class="ink" fill="#1f2328" font-weight="bold" x="${MARGIN}" y="${MARGIN + 8}">${escapeXml(graph.title)}</text>`,
  ];
  let top = MARGIN + TITLE;
  for (const { label, nodes, layout } of parts) {
    if (labels > 0) out.push(textLine(label, MARGIN, top + 4, ' font-style="italic"'));
    top += labels;
    out.push(`<g transform="translate(${round((width - layout.width) / 2)} ${round(top)})">`);
    for (const edge of layout.edges)
      out.push(`<path class="edge" fill="none" stroke="#6b7280" stroke-width="1.4" marker-end="url(#head)" d="${curve(edge.points)}"/>`);
    for (const edge of layout.edges) if (edge.label !== undefined) out.push(edgeLabel(edge.label, edge.lines));
    for (const node of nodes) out.push(nodeBox(node, layout.boxes.get(node.id)!));
    out.push('</g>');
    top += layout.height + BETWEEN;
  }
  out.push('</svg>');
  return `${out.join('\n')}\n`;
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly edges: readonly LaidEdge[];
}

interface LaidEdge {
  readonly points: readonly Point[];
  readonly lines: readonly string[];
  readonly label: Box | undefined;
}

function layOut(nodes: readonly GraphNode[], drawn: readonly GraphEdge[]): Layout {
  const layout = new dagre.graphlib.Graph({ multigraph: true });
  layout.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 34, edgesep: 18 });
  layout.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) layout.setNode(node.id, { width: textWidth(node.lines) + 2 * PAD + 4, height: node.lines.length * LINE + 2 * PAD - 4 });
  drawn.forEach((edge, index) => {
    const label = edge.lines.length === 0 ? {} : { width: textWidth(edge.lines) + 10, height: edge.lines.length * LINE + 4, labelpos: 'c' as const };
    layout.setEdge(edge.from, edge.to, label, String(index));
  });
  if (nodes.length > 0) dagre.layout(layout);
  const boxes = new Map<string, Box>();
  for (const node of nodes) boxes.set(node.id, layout.node(node.id) as Box);
  const edges = drawn.map((edge, index): LaidEdge => {
    const laid = layout.edge({ v: edge.from, w: edge.to, name: String(index) }) as Box & { points: Point[] };
    return {
      points: laid.points,
      lines: edge.lines,
      label: edge.lines.length === 0 ? undefined : { x: laid.x, y: laid.y, width: laid.width, height: laid.height },
    };
  });
  const size = layout.graph() as { width?: number; height?: number };
  return { width: finite(size.width), height: finite(size.height), boxes, edges };
}

function nodeBox(node: GraphNode, box: Box): string {
  const x = box.x - box.width / 2;
  const y = box.y - box.height / 2;
  const kind = node.placement ?? 'plain';
  const color = node.placement === undefined ? '#6b7280' : PLACEMENT_MARKS[node.placement].light;
  const text = node.lines.map((line, index) =>
    textLine(line, x + PAD + 2, y + PAD + 9 + index * LINE, index === 0 && node.role !== 'pool' ? ' font-weight="bold"' : ''),
  );
  return [
    `<g class="node ${kind}">`,
    `<rect class="box" fill="#f6f7f9" stroke="${color}" stroke-width="${node.placement === undefined ? 1 : 2}" x="${round(x)}" y="${round(y)}" width="${round(box.width)}" height="${round(box.height)}" rx="${node.role === 'decision' ? 14 : 5}"/>`,
    ...text,
    '</g>',
  ].join('');
}

function edgeLabel(box: Box, lines: readonly string[]): string {
  const x = box.x - box.width / 2;
  const y = box.y - box.height / 2;
  const ground = `<rect class="ground" fill="#ffffff" x="${round(x)}" y="${round(y)}" width="${round(box.width)}" height="${round(box.height)}"/>`;
  return ground + lines.map((line, index) => textLine(line, x + 5, y + 14 + index * LINE, '')).join('');
}

function textLine(line: string, x: number, y: number, more: string): string {
  return `<text class="ink" fill="#1f2328" xml:space="preserve"${more} x="${round(x)}" y="${round(y)}">${escapeXml(line)}</text>`;
}

// Through the middles between dagre's points, so that bends are round.
function curve(points: readonly Point[]): string {
  const first = points[0];
  if (first === undefined) return '';
  let path = `M${round(first.x)} ${round(first.y)}`;
  for (let index = 1; index < points.length - 1; index++) {
    const here = points[index]!;
    const next = points[index + 1]!;
    const end = index === points.length - 2 ? next : { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 };
    path += `Q${round(here.x)} ${round(here.y)} ${round(end.x)} ${round(end.y)}`;
  }
  const last = points.at(-1)!;
  return points.length === 2 ? `${path}L${round(last.x)} ${round(last.y)}` : path;
}

function textWidth(lines: readonly string[]): number {
  return Math.max(0, ...lines.map(displayWidth)) * CELL;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}

const STYLE = [
  '@media (prefers-color-scheme: dark) {',
  '.ground{fill:#15181d;stroke:none}.ink{fill:#e6e8eb}.box{fill:#1d2127;stroke:#8b93a1}.edge{stroke:#8b93a1}.head{fill:#8b93a1}',
  ...Object.entries(PLACEMENT_MARKS).map(([placement, mark]) => `.${placement} .box{stroke:${mark.dark}}`),
  '}',
].join('');
