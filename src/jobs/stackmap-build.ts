// `stackmap --build`: builds a package as `explain` does, so that the compiler's own lists name the frame's words, and the sites that
// stay in the frame are known.
import { UserError } from '../base/errors.ts';
import { alignFunction, builtNames } from '../frame/built-names.ts';
import type { FrameSite } from '../frame/model.ts';
import { frameTables } from '../read/binary/frame-tables.ts';
import { varpOffset } from '../read/binary/frame.ts';
import type { GoBinary } from '../read/binary/go-binary.ts';
import type { FunctionDump } from '../read/compiler/function-dump.ts';
import { printableName, symbolPrefix } from '../site/symbol-names.ts';
import { explain, type ExplainRequest, type ExplainResult } from './explain.ts';
import { prepare, type OpenedBinary } from './stackmap.ts';

/** Builds and opens. UserError when the packages make no binary, or several. */
export async function buildAndOpen(request: ExplainRequest): Promise<OpenedBinary> {
  const result = await explain({ ...request, build: { ...request.build, allFrames: true } });
  const { binaries } = result;
  const failure = result.failures[0];
  if (binaries.length === 0) {
    if (failure !== undefined) throw new UserError('build-failed', `The build failed:\n${failure.text}`, result.hint, 3);
    const unread = result.analysis.gaps.find((gap) => gap.code === 'binary-not-read');
    if (unread !== undefined) throw new UserError('binary-not-read', unread.message, 'Binaries for amd64, arm64, 386 and arm are read.');
    throw new UserError('no-binary', 'The packages make no binary.', 'Name a command (package main), or a package with tests.');
  }
  if (binaries.length > 1) {
    const names = binaries.map((b) => b.package).slice(0, 5);
    throw new UserError(
      'several-binaries',
      `The packages make ${binaries.length} binaries.`,
      `Name one of them: ${names.join(', ')}${binaries.length > 5 ? ', …' : ''}.`,
    );
  }
  const { binary } = binaries[0]!;
  const opened = prepare(binary);
  const dumps = dumpsBySymbol(result);
  const sites = sitesByFunction(result);
  return {
    ...opened,
    shown: binaries[0]!.package,
    namesOf(index) {
      const dwarf = opened.namesOf(index);
      const alignment = bestAlignment(binary, index, dumps.get(binary.functionName(index)) ?? []);
      return alignment === undefined ? dwarf : builtNames(frameTables(binary, index), alignment, dwarf);
    },
    sitesOf: (index) => sitesIn(binary, index, sites.get(binary.functionName(index)) ?? []),
  };
}

function dumpsBySymbol(result: ExplainResult): Map<string, FunctionDump[]> {
  const mains = new Set(result.binaries.map((b) => b.package));
  const found = new Map<string, FunctionDump[]>();
  for (const text of result.texts) {
    for (const { header, functions } of text.packages.values()) {
      const path = header.split(' ')[0]!;
      const prefix = path.endsWith('.test') || (mains.has(path) && result.binaries.some((b) => b.package === path && !b.test)) ? 'main' : symbolPrefix(path);
      for (const dump of functions) {
        if (dump.frame === undefined) continue;
        const symbol = `${prefix}.${printableName(dump.name)}`;
        const list = found.get(symbol);
        if (list === undefined) found.set(symbol, [dump]);
        else list.push(dump);
      }
    }
  }
  return found;
}

// Generic shapes share a name: the one whose calls stand on the right lines is it.
function bestAlignment(binary: GoBinary, index: number, dumps: readonly FunctionDump[]): ReturnType<typeof alignFunction> {
  let best: ReturnType<typeof alignFunction>;
  let bestLines = -1;
  for (const dump of dumps) {
    const alignment = dump.frame === undefined ? undefined : alignFunction(binary, index, dump.frame);
    if (alignment === undefined) continue;
    const lines = alignment.calls.filter(({ code, text }) => binary.outermostLine(index, code.pc) === text.line).length;
    if (lines > bestLines) {
      best = alignment;
      bestLines = lines;
    }
  }
  return best;
}

interface Placed extends Omit<FrameSite, 'fpOffset'> {
  readonly varpOffset: number;
}

function sitesByFunction(result: ExplainResult): Map<string, Placed[]> {
  const found = new Map<string, Placed[]>();
  for (const site of result.analysis.sites) {
    for (const { function: name, slot, placement } of site.emitted) {
      if (slot?.offset === undefined || slot.live === undefined) continue;
      const placed: Placed = {
        id: site.id,
        expression: site.expression,
        kind: site.kind,
        placement,
        file: site.position.file,
        line: site.position.line,
        slot: slot.variable ?? '',
        varpOffset: slot.offset,
        ...(slot.size === undefined ? {} : { size: slot.size }),
        fromLine: slot.live.fromLine,
        toLine: slot.live.toLine,
      };
      const list = found.get(name);
      if (list === undefined) found.set(name, [placed]);
      else if (!list.some((p) => p.id === placed.id && p.varpOffset === placed.varpOffset)) list.push(placed);
    }
  }
  return found;
}

function sitesIn(binary: GoBinary, index: number, placed: readonly Placed[]): FrameSite[] {
  if (placed.length === 0) return [];
  const { shape, maxSpDelta } = frameTables(binary, index);
  return placed.map(({ varpOffset: offset, ...site }) => ({ ...site, fpOffset: varpOffset(shape, maxSpDelta) + offset }));
}
