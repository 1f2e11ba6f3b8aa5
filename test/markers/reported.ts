// What the compiler's report says about allocation expressions, by source line: which sites there are to mark. Shares no
// code with what the markers are there to test.

export interface ReportedSite {
  readonly file: string;
  readonly line: number;
  readonly expression: string;
  readonly moved: boolean;
  /** True for `name does not escape`: that is about a value that was boxed, or only about a parameter. */
  readonly ambiguous: boolean;
}

const LINE = /^(\S+?\.go):(\d+):\d+: (.*)$/;
const MOVED = /^moved to heap: (.+)$/;
const VERDICT = /^(.+) (?:escapes to heap|does not escape)$/;
const AMBIGUOUS = /^(?!append )[\w.~[\]]+ does not escape$/;

/** The report of -m, without what it says about inlining and about parameters that leak. */
export function reportedSites(text: string, directory: string): ReportedSite[] {
  const sites: ReportedSite[] = [];
  for (const row of text.split('\n')) {
    const [, path, line, message = ''] = LINE.exec(row) ?? [];
    if (path === undefined || /^(?:can inline|inlining call|leaking param)/.test(message)) continue;
    const moved = MOVED.exec(message)?.[1];
    const expression = moved ?? VERDICT.exec(message)?.[1];
    if (expression === undefined) continue;
    const file = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path.replace(/^\.\//, '');
    sites.push({ file, line: Number(line), expression, moved: moved !== undefined, ambiguous: AMBIGUOUS.test(message) });
  }
  return sites;
}
