// The whole path of one site as text (--at): source, SSA values, escape decision, runtime entry or frame slot, and every copy.
import type { Analysis, Emitted, FlowStep, FrameSlot, Site } from '../site/model.ts';
import { nearestSites, type Selection } from '../site/query.ts';
import { fileLine, fileLineColumn, nearLine } from './file-name.ts';
import { createColors, PLACEMENT_MARKS, placementLabel, type Colors } from './placement-marks.ts';
import { happenedLines } from './happened-path.ts';
import { runtimePath } from './runtime-path.ts';
import { frequencyPhrase, grouped, inlinedPhrase, kindAndType, plural, tiePhrase, whatIsAllocated, whySentence } from './site-words.ts';
import { visible } from './untrusted.ts';
import { widthOf, type ViewOptions } from './view.ts';
import { displayWidth, padEnd, shortenMiddle, shortenPath, wrap } from './width.ts';
import { isCall } from '../site/emitted.ts';

const LABEL = 10;
const COPIES_SHOWN = 20;

/** The path of each selected site in turn; when there is none, where the nearest ones are. */
export function* renderPaths(analysis: Analysis, selection: Selection, options: ViewOptions): Generator<string> {
  const page = new Page(analysis, options);
  const at = selection.query.at;
  if (selection.sites.length === 0) {
    const near = at === undefined ? [] : nearestSites(analysis, at, 3);
    const place = at === undefined ? '' : ` at ${visible(at.file)}:${at.line}`;
    const hint =
      near.length === 0
        ? ''
        : ` The nearest in this file: ${near.map((site) => `line ${site.position.line} (${shortenMiddle(visible(site.expression), 40)})`).join(', ')}.`;
    yield `${wrap(`No site${place}.${hint}`, page.width).join('\n')}\n\n`;
    return;
  }
  if (selection.inlinedHere === true && at !== undefined) {
    yield `${wrap(`No site starts at ${visible(at.file)}:${at.line}; ${plural(selection.sites.length, 'site')} of functions inlined there:`, page.width).join('\n')}\n\n`;
  } else if (selection.sites.length > 1 && at !== undefined) {
    yield `${plural(selection.sites.length, 'site')} at ${visible(at.file)}:${at.line}:\n\n`;
  }
  for (const site of selection.sites) yield `${page.render(site).join('\n')}\n\n`;
}

class Page {
  readonly width: number;
  private readonly colors: Colors;
  private readonly analysis: Analysis;
  private readonly options: ViewOptions;

  constructor(analysis: Analysis, options: ViewOptions) {
    this.analysis = analysis;
    this.options = options;
    this.width = widthOf(options);
    this.colors = createColors(options.color === true);
  }

  render(site: Site): string[] {
    return [
      ...this.heading(site),
      ...site.conflicts.flatMap((conflict) =>
        this.section('CONFLICT', wrap(`⚠ ${visible(conflict.message)} [${visible(conflict.code)}]`, this.room), this.colors.yellow),
      ),
      ...this.section('source', this.source(site)),
      // What a run is asked for comes before how it came to be.
      ...this.section('happened', this.happened(site)),
      ...this.section('SSA', this.ssa(site)),
      ...this.section('why', this.why(site)),
      ...(this.options.raw === true ? this.section('report', this.report(site)) : []),
      ...this.section('becomes', this.becomes(site)),
      ...this.section('code', this.code(site)),
      ...this.section('copies', this.copies(site)),
    ];
  }

  private get room(): number {
    return this.width - LABEL - 2;
  }

  private section(label: string, lines: readonly string[], paint?: (text: string) => string): string[] {
    return lines.map((line, index) => {
      const text = paint === undefined ? line : paint(line);
      const start = index === 0 ? this.colors.cyan(padEnd(`  ${label}`, LABEL + 2)) : ' '.repeat(LABEL + 2);
      return (start + text).trimEnd();
    });
  }

  private heading(site: Site): string[] {
    const mark = PLACEMENT_MARKS[site.placement];
    const label = placementLabel(site.placement);
    const where = shortenPath(fileLineColumn(site.position, this.options.cwd), this.width - displayWidth(label) - 26);
    const what = shortenMiddle(whatIsAllocated(site), this.width - displayWidth(label) - displayWidth(where) - 4);
    const facts = [kindAndType(site), `in ${visible(site.function)} of ${visible(site.package)}`];
    const frequency = frequencyPhrase(site);
    if (frequency !== undefined) facts.push(frequency);
    if (site.loopDepth !== undefined && site.loopDepth > 0) facts.push(site.loopDepth === 1 ? 'inside a loop' : `inside ${site.loopDepth} nested loops`);
    if (site.panicPath === true) facts.push('only on the way to a panic');
    return [
      `${mark.paint(this.colors, label)}  ${where}  ${this.colors.bold(what)}`,
      ...wrap(facts.join(' · '), this.width - 2).map((line) => this.colors.dim(`  ${line}`)),
    ];
  }

  private source(site: Site): string[] {
    const variable = site.variable === undefined ? '' : ` → variable ${visible(site.variable)}`;
    const line = this.options.sources?.get(site.position.file)?.[site.position.line - 1];
    if (line === undefined) return wrap(`${visible(site.expression)}${variable}`, this.room);
    return sourceWithCaret(line, site, this.room).map((text, index) => (index === 0 ? text : this.colors.red(text)));
  }

  private ssa(site: Site): string[] {
    const seen = new Set<string>();
    const lines: string[] = [];
    for (const { ssa, function: name } of site.emitted) {
      if (ssa === undefined) continue;
      const line = `${visible(ssa.value)} ${visible(ssa.op)} in ${visible(name)}`;
      if (seen.has(line)) continue;
      seen.add(line);
      if (lines.length >= COPIES_SHOWN) continue;
      lines.push(...wrap(line, this.room));
      if (ssa.text === undefined) continue;
      const text = visible(ssa.text);
      const shown = this.options.raw === true ? wrap(text, this.room - 2) : [shortenMiddle(text, this.room - 2)];
      lines.push(...shown.map((part) => this.colors.dim(`  ${part}`)));
    }
    return lines;
  }

  private why(site: Site): string[] {
    const lines = wrap(whySentence(site), this.room).map((line) => this.colors.bold(line));
    if (site.reason === undefined) return lines;
    const steps = site.reason.steps;
    const folded = steps.filter((step) => step.folded).length;
    const shown = this.options.raw === true ? steps : steps.filter((step) => !step.folded);
    let flow = '';
    for (const step of shown) {
      if (step.flow !== flow) {
        flow = step.flow;
        lines.push(...wrap(visible(flow), this.room - 2).map((line) => this.flowLine(`  ${line}`, step)));
      }
      lines.push(...this.stepLines(step, site.position.file));
    }
    if (folded > 0 && this.options.raw !== true) lines.push(this.colors.dim(`  ${plural(folded, 'step')} of compiler temporaries left out (--raw)`));
    return lines;
  }

  private flowLine(text: string, step: FlowStep): string {
    return step.folded ? this.colors.dim(text) : text;
  }

  private stepLines(step: FlowStep, file: string): string[] {
    const where = nearLine(step.position, file, this.options.cwd);
    const text = `${visible(step.from)} (${visible(step.why)})`;
    return wrap(`${text}, ${where}`, this.room - 6).map((line, index) => this.flowLine(`    ${index === 0 ? '└ ' : '  '}${line}`, step));
  }

  // The call and what loads its arguments, of the first copy that a binary holds.
  private code(site: Site): string[] {
    const pc = site.emitted.find((e) => e.pc !== undefined && this.options.code?.has(e.pc))?.pc;
    if (pc === undefined) return [];
    return this.options.code!.get(pc)!.map((i) => {
      const line = `${i.pc === pc ? '▶' : ' '} 0x${i.pc.toString(16)}  ${shortenMiddle(visible(i.text), this.room - 14)}`;
      return i.pc === pc ? this.colors.bold(line) : this.colors.dim(line);
    });
  }

  private happened(site: Site): string[] {
    const { happened } = site;
    if (happened === undefined) return this.analysis.recorded === undefined ? [] : ['not in this run'];
    return happenedLines(happened, this.analysis, this.room, this.options, this.colors);
  }

  private report(site: Site): string[] {
    return site.said.flatMap((said) =>
      wrap(
        `${fileLine(said.position, this.options.cwd)}: ${visible(said.message)}${said.package === undefined ? '' : ` (compiling ${visible(said.package)})`}`,
        this.room,
      ).map((line) => this.colors.dim(line)),
    );
  }

  // Copies that end in the same way are told once; what differs between them is in the list of copies.
  private becomes(site: Site): string[] {
    const ways = new Map<string, { readonly lines: readonly string[]; copies: number }>();
    for (const emitted of site.emitted) {
      const lines = this.way(emitted, site);
      const key = lines.join('\n');
      const known = ways.get(key);
      if (known === undefined) ways.set(key, { lines, copies: 1 });
      else known.copies++;
    }
    const lines: string[] = [];
    for (const way of ways.values()) {
      if (ways.size > 1) lines.push(`in ${plural(way.copies, 'copy', 'copies')}:`);
      lines.push(...way.lines.map((line) => (ways.size > 1 ? `  ${line}` : line)));
    }
    if (lines.length === 0) lines.push(PLACEMENT_MARKS[site.placement].meaning);
    return lines;
  }

  private way(emitted: Emitted, site: Site): string[] {
    const room = this.room - 2;
    const lines: string[] = [];
    const slot = emitted.slot;
    const calls = isCall(emitted);
    const upTo = slot !== undefined && calls && site.bound !== undefined ? `${visible(site.bound)}: ` : '';
    if (slot !== undefined)
      lines.push(
        ...wrap(`${upTo}frame slot${slot.type === undefined ? '' : ` of ${visible(slot.type)}`}${slot.size === undefined ? '' : `, ${slot.size} bytes`}`, room),
      );
    else if (emitted.entry === 'frame') lines.push('a slot in the stack frame');
    if (calls) {
      const either = slot === undefined ? '' : 'above that: ';
      lines.push(...wrap(`${either}${visible(emitted.entry)}${passedType(emitted)}`, room));
      for (const step of runtimePath(emitted, this.analysis.target.goVersion))
        lines.push(...wrap(`→ ${step}`, room - 4).map((line, index) => `  ${index === 0 ? '' : '  '}${line}`));
    } else if (emitted.entry !== 'frame') {
      lines.push(emitted.entry === 'static' ? 'read-only data, no call' : emitted.entry === 'registers' ? 'registers, no memory' : visible(emitted.entry));
    }
    return lines;
  }

  private copies(site: Site): string[] {
    const lines: string[] = [];
    for (const emitted of site.emitted.slice(0, this.options.raw === true ? undefined : COPIES_SHOWN)) {
      const binary = emitted.binary === undefined || this.analysis.binaries.length < 2 ? undefined : this.analysis.binaries[emitted.binary];
      const facts = [
        `${visible(emitted.function)}${emitted.pc === undefined ? '' : ` at 0x${emitted.pc.toString(16)}`}`,
        inlinedPhrase(emitted, site.position.file, this.options.cwd),
        emitted.slot?.offset === undefined && emitted.slot?.variable === undefined ? undefined : slotPlace(emitted.slot),
        emitted.placement === site.placement ? undefined : placementLabel(emitted.placement),
        emitted.loopDepth === undefined || emitted.loopDepth === 0 ? undefined : `loop depth ${emitted.loopDepth}`,
        emitted.panicPath === true ? 'panic path' : undefined,
        binary === undefined ? undefined : `in ${binary.test ? 'the test of ' : ''}${visible(binary.package)}`,
        tiePhrase(emitted),
      ];
      const [first, ...rest] = wrap(facts.filter((fact) => fact !== undefined).join(' · '), this.room - 2);
      lines.push(first ?? '', ...rest.map((line) => `  ${line}`));
    }
    const more = site.emitted.length - COPIES_SHOWN;
    if (more > 0 && this.options.raw !== true) lines.push(this.colors.dim(`and ${plural(more, 'more copy', 'more copies')} (--raw)`));
    return lines;
  }
}

function passedType(emitted: Emitted): string {
  const bytes = emitted.size ?? emitted.elementSize;
  const size = bytes === undefined ? '' : `, ${grouped(bytes)} bytes${emitted.size === undefined ? ' an element' : ''}`;
  return emitted.type === undefined ? size : ` of ${visible(emitted.type)}${size}`;
}

/** `slot .autotmp_29 at varp−64`. */
export function slotPlace(slot: FrameSlot): string {
  const name = slot.variable === undefined ? '' : ` ${visible(slot.variable)}`;
  const at = slot.offset === undefined ? '' : ` at varp${slot.offset < 0 ? '−' : '+'}${Math.abs(slot.offset)}`;
  const live = slot.live === undefined ? '' : `, used at lines ${slot.live.fromLine}–${slot.live.toLine}`;
  return `slot${name}${at}${live}`;
}

/** The source line and a caret under the byte column of the position, cut to `room` around the caret. */
export function sourceWithCaret(line: string, site: Site, room: number): string[] {
  const number = String(site.position.line);
  const width = Math.max(10, room - number.length - 3);
  const columns = site.position.column;
  const before = columns === undefined ? '' : fromBytes(line, columns - 1);
  const shown = (text: string): string => visible(text.replaceAll('\t', '    '));
  let text = shown(line);
  let caret = displayWidth(shown(before));
  const indent = displayWidth(text) - displayWidth(text.trimStart());
  text = text.trim();
  caret = Math.max(0, caret - indent);
  if (displayWidth(text) > width) {
    const cut = caret > width - 12 ? Math.min(caret - Math.floor(width / 3), text.length) : 0;
    text = (cut > 0 ? '…' : '') + text.slice(cut, cut + width - 2) + (cut + width - 2 < text.length ? '…' : '');
    caret -= cut > 0 ? cut - 1 : 0;
  }
  const lines = [`${number} │ ${text}`];
  if (columns !== undefined) lines.push(`${' '.repeat(number.length)} │ ${' '.repeat(caret)}^`);
  return lines;
}

// Go columns count UTF-8 bytes.
function fromBytes(line: string, bytes: number): string {
  let used = 0;
  let taken = '';
  for (const character of line) {
    const code = character.codePointAt(0)!;
    used += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (used > bytes) break;
    taken += character;
  }
  return taken;
}
