// A picture of sites as a mermaid flowchart, which GitHub and many wikis draw from the text.
import { siteGraph, type GraphNode } from './graph.ts';
import { PLACEMENT_MARKS } from './placement-marks.ts';
import { escapeMermaid } from './untrusted.ts';
import type { View, ViewOptions } from './view.ts';
import type { Analysis, Placement } from '../site/model.ts';

export const view: View = {
  name: 'mermaid',
  extension: 'mmd',
  summary: 'a picture of each chosen site that Markdown pages draw',
  scope: 'site',
  render: renderMermaid,
};

/** The flowchart, for a file or a fenced block in Markdown. */
export function renderMermaid(analysis: Analysis, options: ViewOptions): string {
  const graph = siteGraph(options.selection?.sites ?? analysis.sites, analysis.target.goVersion, options);
  const lines = ['flowchart TD', `  accTitle: ${escapeMermaid(graph.title)}`];
  const used = new Set<Placement>();
  for (const group of graph.groups) {
    lines.push(`  subgraph ${group.id}["${escapeMermaid(group.label)}"]`);
    for (const node of graph.nodes) {
      if (node.group !== group.id) continue;
      if (node.placement !== undefined) used.add(node.placement);
      lines.push(`    ${node.id}["${label(node.lines)}"]${styleClass(node)}`);
    }
    lines.push('  end');
  }
  for (const edge of graph.edges) lines.push(`  ${edge.from} -->${edge.lines.length === 0 ? '' : `|"${label(edge.lines)}"|`} ${edge.to}`);
  // Outlines only: fills would fight the light or dark theme of the page.
  for (const placement of used) lines.push(`  classDef ${placement} stroke:${PLACEMENT_MARKS[placement].dark},stroke-width:3px`);
  return `${lines.join('\n')}\n`;
}

function label(lines: readonly string[]): string {
  return lines.map(escapeMermaid).join('<br/>');
}

function styleClass(node: GraphNode): string {
  return node.placement === undefined ? '' : `:::${node.placement}`;
}
