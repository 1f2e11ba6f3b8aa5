// What text and Markdown have in common: releases whose evidence is the same become one row.
import { plural } from '../site-words.ts';
import { minorOfGo } from '../../lab/verdict.ts';
import type { Cell, ExperimentResult, LabResult, Measured, Verdict, Words } from '../../lab/model.ts';

export type Language = 'en' | 'zh';

/** Words of the tables. */
export const LABELS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    go: 'Go',
    flags: 'flags',
    said: 'said',
    emitted: 'emitted',
    happened: 'happened',
    placement: 'placement',
    java: 'Java',
    layouts: 'Layouts',
    gaps: 'Missing',
    nothing: '(nothing)',
    source: 'Go source',
    size: 'bytes',
    padding: '(padding)',
  },
  zh: {
    go: 'Go 版本',
    flags: '参数',
    said: '编译器报告',
    emitted: '生成的代码',
    happened: '实测',
    placement: '位置',
    java: 'Java',
    layouts: '内存布局',
    gaps: '缺失',
    nothing: '（无）',
    source: 'Go 源码',
    size: '字节',
    padding: '（填充）',
  },
};

/** The words in a language; English where there is no translation. */
export function inLanguage(words: Words, language: Language): string {
  return language === 'zh' ? (words.zh ?? words.en) : words.en;
}

/** Releases with the same evidence. */
export interface Row {
  /** `1.21–1.24`. */
  readonly go: string;
  readonly flags: string;
  readonly goarch: string;
  readonly cell: Cell;
}

/** One row for each run of releases with the same evidence, plain builds first. */
export function rowsOf(experiment: ExperimentResult): Row[] {
  const rows: { first: string; last: string; cell: Cell; key: string }[] = [];
  const builds = [...new Set(experiment.cells.map((c) => `${c.flags}\0${c.goarch}`))];
  for (const build of builds) {
    let current: (typeof rows)[number] | undefined;
    for (const cell of experiment.cells.filter((c) => `${c.flags}\0${c.goarch}` === build)) {
      const { go: _, ...evidence } = cell;
      const key = JSON.stringify(evidence);
      if (current?.key === key) current.last = cell.go;
      else rows.push((current = { first: cell.go, last: cell.go, cell, key }));
    }
  }
  return rows.map(({ first, last, cell }) => ({ go: rangeOf(first, last), flags: cell.flags, goarch: cell.goarch, cell }));
}

/** `1.21–1.24`, of releases such as go1.21.13. */
export function rangeOf(first: string, last: string): string {
  const [a, b] = [minorOfGo(first), minorOfGo(last)];
  if (a === 0 || b === 0) return first === last ? first : `${first}–${last}`;
  return a === b ? `1.${a}` : `1.${a}–1.${b}`;
}

/** `4 elements: 1 (32 B)`. */
export function measuredText({ case: label, allocations, bytes, panicked }: Measured, only: boolean): string {
  const what = panicked === undefined ? (allocations === 0 ? '0' : `${allocations} (${bytes} B)`) : `panic: ${panicked}`;
  return only ? what : `${label}: ${what}`;
}

/** What happened, case by case. */
export function happenedOf({ happened, unmeasured }: Cell): string[] {
  const texts = happened.map((m) => measuredText(m, happened.length === 1));
  return unmeasured === undefined ? texts : [...texts, unmeasured];
}

/** The claim and what became of it, in a language. */
export function verdictText(
  experiment: ExperimentResult,
  verdict: Verdict,
  language: Language,
): { readonly word: string; readonly claim: string; readonly why: string } {
  const claim = inLanguage(experiment.claims[verdict.claim]!.words, language);
  const why = verdict.mechanism === undefined ? '' : inLanguage(verdict.mechanism.words, language);
  return { word: language === 'zh' ? chinese(verdict.verdict) : verdict.verdict, claim, why };
}

const CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^holds$/, '成立'],
  [/^never held$/, '从不成立'],
  [/^held until (.*)$/, '直到 $1 成立'],
  [/^holds since (.*)$/, '自 $1 起成立'],
  [/^held with (.*) only$/, '仅在 $1 成立'],
  [/^not checked$/, '未检查'],
  [/^not measured$/, '未测量'],
];

function chinese(word: string): string {
  for (const [pattern, text] of CHINESE) if (pattern.test(word)) return word.replace(pattern, text);
  return word;
}

/** Chapters in the order of the experiments. */
export function chaptersOf(result: LabResult): Map<string, ExperimentResult[]> {
  const chapters = new Map<string, ExperimentResult[]>();
  for (const experiment of result.experiments) chapters.set(experiment.chapter, [...(chapters.get(experiment.chapter) ?? []), experiment]);
  return chapters;
}

/** How the verdicts count: `40 claims: 20 hold, 12 never held, 8 changed`. */
export function summaryOf(result: LabResult, language: Language): string {
  const all = result.experiments.flatMap((e) => e.verdicts.map((v) => v.verdict));
  const hold = all.filter((v) => v === 'holds').length;
  const never = all.filter((v) => v === 'never held').length;
  const unmeasured = all.filter((v) => v === 'not measured').length;
  const unchecked = all.filter((v) => v === 'not checked').length;
  const changed = all.length - hold - never - unmeasured - unchecked;
  const rest = (many: readonly (readonly [number, string])[]): string => many.map(([n, words]) => (n === 0 ? '' : words)).join('');
  return language === 'zh'
    ? `${result.experiments.length} 个实验，${all.length} 条说法：${hold} 条成立，${never} 条从不成立，${changed} 条随版本变化${rest([
        [unmeasured, `，${unmeasured} 条未测量`],
        [unchecked, `，${unchecked} 条未检查`],
      ])}。`
    : `${plural(result.experiments.length, 'experiment')}, ${plural(all.length, 'claim')}: ${hold} hold, ${never} never held, ${changed} changed between releases${rest(
        [
          [unmeasured, `, ${unmeasured} not measured`],
          [unchecked, `, ${unchecked} not checked`],
        ],
      )}.`;
}
