// Ties the JSON log to the text of the same compile: the text names functions and allocation words, the log has the inline chains.
//
// Both come from the same two places of the compiler (escape/solve.go: walkOne, escape/graph.go: flow), so each flow block of the text
// has one record in the log. Where records are missing, two source files shared a log file (logopt names it after the base name of the
// source: code of another package that was instantiated here, two mains, a test variant) and the last writer won: that is counted and said.
import type { Gap } from '../../base/gap.ts';
import type { Position } from '../../base/position.ts';
import type { EscapeReport } from './escape-report.ts';
import type { JsonLog, JsonRecord } from './json-log.ts';

/** How text and log of one source file agree. */
export interface FileAgreement {
  readonly file: string;
  readonly textBlocks: number;
  readonly jsonRecords: number;
  readonly matched: number;
  /** Rows of `report.blocks` without a record. */
  readonly onlyText: readonly number[];
  readonly onlyJson: readonly JsonRecord[];
}

/** The result of `reconcile`. */
export interface Reconciliation {
  readonly files: readonly FileAgreement[];
  /** The record of a block of the text. */
  readonly recordOf: ReadonlyMap<number, JsonRecord>;
  readonly gaps: readonly Gap[];
}

interface Counts {
  text: number;
  json: number;
  matched: number;
  onlyText: number[];
  waiting: Map<string, JsonRecord[]>;
}

/**
 * Matches the flow blocks of a package's text with its log records, by position and message, in order.
 * @param resolve makes the text's path (relative to where the go command ran) comparable with the log's absolute one
 */
export function reconcile(report: EscapeReport, logs: readonly JsonLog[], resolve: (path: string) => string): Reconciliation {
  const files = new Map<string, Counts>();
  const countsOf = (file: string): Counts => {
    let counts = files.get(file);
    if (counts === undefined) files.set(file, (counts = { text: 0, json: 0, matched: 0, onlyText: [], waiting: new Map() }));
    return counts;
  };
  for (const log of logs) {
    const counts = countsOf(log.header.file);
    for (const record of log.records) {
      if (record.code !== 'escape' && record.code !== 'escapes' && record.code !== 'leak') continue;
      counts.json++;
      const key = `${record.line}:${record.column}:${record.message}`;
      const list = counts.waiting.get(key);
      if (list === undefined) counts.waiting.set(key, [record]);
      else list.push(record);
    }
  }
  const recordOf = new Map<number, JsonRecord>();
  const { blocks } = report;
  for (let block = 0; block < blocks.length; block++) {
    const counts = countsOf(logFile(blocks.file.at(block), report, files, resolve));
    counts.text++;
    const record = counts.waiting.get(`${blocks.line.at(block)}:${blocks.column.at(block)}:${messageOf(report, block)}`)?.shift();
    if (record === undefined) counts.onlyText.push(block);
    else {
      counts.matched++;
      recordOf.set(block, record);
    }
  }
  const agreements: FileAgreement[] = [];
  const gaps: Gap[] = [];
  for (const [file, counts] of files) {
    const onlyJson = [...counts.waiting.values()].flat();
    agreements.push({ file, textBlocks: counts.text, jsonRecords: counts.json, matched: counts.matched, onlyText: counts.onlyText, onlyJson });
    if (counts.onlyText.length > 0) {
      const all = counts.json === 0;
      const generated = `${file.replace(/^.*[/\\]/, '').replace(/\.go$/, '')}.cgo1.go`;
      if (all && files.has(generated)) {
        gaps.push({
          code: 'json-log-cgo',
          message: `the compiler's log has ${file} under ${generated} with that file's own lines; inlined positions there are unknown`,
          affects: report.importPath,
        });
        continue;
      }
      gaps.push({
        code: 'json-log-incomplete',
        message: `the compiler's log ${all ? 'has nothing for' : `lacks ${counts.onlyText.length} of ${counts.text} explanations of`} ${file}: another file of the same name was probably logged over it; inlined positions there are unknown`,
        affects: report.importPath,
      });
    }
  }
  return { files: agreements, recordOf, gaps };
}

// The log names cgo's generated file without a folder, and `__unnamed__` where there is no position (logopt: LogOpt, FlushLoggedOpts).
function logFile(file: number, report: EscapeReport, files: ReadonlyMap<string, Counts>, resolve: (path: string) => string): string {
  if (file < 0) return '__unnamed__';
  const path = report.texts.text(file);
  const generated = path.replace(/^.*[/\\]/, '');
  if (generated.startsWith('_cgo_') && files.has(generated)) return generated;
  return path.startsWith('<') || files.has(path) ? path : resolve(path);
}

/** The message that the log has for a block. */
function messageOf(report: EscapeReport, block: number): string {
  const { blocks, texts } = report;
  const subject = texts.text(blocks.subject.at(block));
  if (blocks.leak.at(block) === 0) return `${subject} escapes to heap`;
  return `parameter ${subject} leaks to ${texts.text(blocks.destination.at(block))} with derefs=${blocks.derefs.at(block)}`;
}

/** The inline chain of an entry, from its block's record: empty when nothing was inlined, undefined when the log lacks it. */
export function chainOf(report: EscapeReport, reconciliation: Reconciliation, entry: number): readonly Position[] | undefined {
  for (const block of report.blocksOf(entry)) {
    const record = reconciliation.recordOf.get(block);
    if (record !== undefined) return record.chain;
  }
  return undefined;
}
