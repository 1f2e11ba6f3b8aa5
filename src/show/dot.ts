// A picture of sites for Graphviz.
import { siteGraph, type GraphNode } from './graph.ts';
import { PLACEMENT_MARKS } from './placement-marks.ts';
import { escapeDot } from './untrusted.ts';
import type { View } from './view.ts';

export const view: View = {
  name: 'dot',
  extension: 'dot',
  summary: 'a picture of each chosen site for Graphviz',
  scope: 'site',
  render(analysis, options) {
    const graph = siteGraph(options.selection?.sites ?? analysis.sites, analysis.target.goVersion, options);
    const lines = [
      'digraph allocpath {',
      `  graph [label="${escapeDot(graph.title)}", labelloc=t, fontname="Helvetica", fontsize=12, compound=true, bgcolor="white", pad=0.2]`,
      '  node [shape=box, style="rounded,filled", fillcolor="#f6f7f9", color="#6b7280", fontcolor="#1f2328", fontname="monospace", fontsize=10]',
      '  edge [color="#6b7280", fontcolor="#1f2328", fontname="monospace", fontsize=9]',
    ];
    for (const group of graph.groups) {
      lines.push(`  subgraph cluster_${group.id} {`, `    label="${escapeDot(group.label)}"; color="#d0d7de"; fontcolor="#57606a"`);
      for (const node of graph.nodes) if (node.group === group.id) lines.push(`    ${node.id} [label="${label(node.lines, '\\l')}"${style(node)}]`);
      lines.push('  }');
    }
    for (const edge of graph.edges) lines.push(`  ${edge.from} -> ${edge.to}${edge.lines.length === 0 ? '' : ` [label="${label(edge.lines, '\\l')}"]`}`);
    lines.push('}');
    return `${lines.join('\n')}\n`;
  },
};

// `\l` ends a line and aligns it to the left.
function label(lines: readonly string[], end: string): string {
  return lines.map((line) => escapeDot(line) + end).join('');
}

function style(node: GraphNode): string {
  if (node.placement === undefined) return '';
  return `, color="${PLACEMENT_MARKS[node.placement].light}", penwidth=2`;
}
