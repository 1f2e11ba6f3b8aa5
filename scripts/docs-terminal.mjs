// Draws what a terminal shows, from its own escape sequences, as SVG.

const CELL = { width: 8.43, height: 18 };
const MARGIN = 16;
const TITLE = 30;
const GROUND = '#15181d';
const INK = '#e6e8eb';
const COLOURS = { 30: '#60626d', 31: '#ea7447', 32: '#8de8a9', 33: '#f8aa2d', 34: '#519ae4', 35: '#efbdfe', 36: '#6fd3d8', 37: INK, 90: '#aaa6a5' };

/**
 * @param command the line that was typed
 * @param lines what it printed, with escape sequences
 */
export function terminalPicture(command, lines) {
  const all = [`\x1b[36m$\x1b[39m \x1b[1m${command}\x1b[22m`, ...lines];
  const columns = Math.max(...all.map((line) => [...bare(line)].length));
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = TITLE + all.length * CELL.height + MARGIN;
  const rows = all.map((line, index) => row(line, TITLE + (index + 1) * CELL.height - 5)).filter((r) => r !== '');
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<title id="title">${escape(command)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>
<g fill="#60626d"><circle cx="18" cy="16" r="5"/><circle cx="36" cy="16" r="5"/><circle cx="54" cy="16" r="5"/></g>
<g fill="${INK}" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

// Each run of one style has its own place and length, so that any monospace font keeps the columns.
function row(line, y) {
  let column = 0;
  const style = { fill: undefined, bold: false, dim: false };
  const parts = [];
  for (const [piece] of line.matchAll(/\x1b\[[\d;]*m|[^\x1b]+/g)) {
    if (piece.startsWith('\x1b')) {
      for (const code of piece.slice(2, -1).split(';').map(Number)) apply(style, code);
      continue;
    }
    const length = [...piece].length;
    const lead = piece.length - piece.trimStart().length;
    const text = piece.trim();
    if (text !== '') {
      const cells = [...text].length;
      const attributes = [
        `x="${(MARGIN + (column + lead) * CELL.width).toFixed(1)}"`,
        `y="${y}"`,
        `textLength="${(cells * CELL.width).toFixed(1)}"`,
        ...(style.fill === undefined ? [] : [`fill="${style.fill}"`]),
        ...(style.bold ? ['font-weight="bold"'] : []),
        ...(style.dim ? ['opacity="0.7"'] : []),
      ];
      parts.push(`<text ${attributes.join(' ')}>${escape(text)}</text>`);
    }
    column += length;
  }
  return parts.join('');
}

function apply(style, code) {
  if (code === 0) Object.assign(style, { fill: undefined, bold: false, dim: false });
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 22) Object.assign(style, { bold: false, dim: false });
  else if (code === 39) style.fill = undefined;
  else if (COLOURS[code] !== undefined) style.fill = COLOURS[code];
}

function bare(line) {
  return line.replace(/\x1b\[[\d;]*m/g, '');
}

function escape(text) {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
}
