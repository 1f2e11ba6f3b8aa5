// Style and script of the page of frames. Both are constants, so that the page's policy can name them by their hash, and neither holds
// `<` or `&`, so that the page is well-formed XML, too.
import { darkRules, POINTER_RULES } from './drawing.ts';

const RULES = `
:root{color-scheme:light dark;--ground:#ffffff;--ink:#1f2328;--faint:#57606a;--line:#d0d7de;--soft:#f3f5f8;--accent:#1f5fae;--tint:#dbe9fb}
*{box-sizing:border-box}
body{margin:0;padding:1.25rem clamp(.75rem,3vw,2.5rem) 3rem;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}
h1{font-size:1.35rem;margin:0 0 .2rem}
h2{font:bold 1.15rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;margin:0 0 .2rem}
h1,h2,p,li{overflow-wrap:anywhere}
h3{font-size:1rem;margin:1.75rem 0 .5rem}
p{margin:.15rem 0}
.faint{color:var(--faint)}
a{color:var(--accent)}
nav ul{columns:22rem;padding-left:1.2rem;margin:.5rem 0}
code,td,th{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:12.5px}
section.function{border-top:1px solid var(--line);margin-top:1.5rem;padding-top:1.25rem}
.figures{display:flex;flex-wrap:wrap;gap:1.5rem 2rem;align-items:flex-start;margin-top:1rem}
.figures .scroll{overflow-x:auto;max-width:100%}
.figures .chart-part{flex:1 1 34rem;min-width:0}
.figures svg{display:block}
.figures .frame-part svg{max-width:100%;height:auto}
.scroll{overflow:auto;border-radius:6px}
.scroll.table{max-height:80vh;border:1px solid var(--line);max-width:100%;width:fit-content}
.scroll:focus-visible,a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:separate;border-spacing:0}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th{position:sticky;top:0;background:var(--soft);text-align:left;font-weight:600;border-bottom:1px solid var(--line);white-space:nowrap}
th,td{padding:.25rem .75rem;vertical-align:top}
td{border-bottom:1px solid var(--line);white-space:nowrap}
tbody tr:last-child td{border-bottom:0}
td.number{text-align:right;font-variant-numeric:tabular-nums}
td.wrap{white-space:normal;overflow-wrap:anywhere;min-width:10.5rem;max-width:34rem}
td.long{white-space:normal;overflow-wrap:anywhere;min-width:20rem;max-width:60rem}
summary{cursor:pointer;color:var(--accent)}
td.bits{white-space:normal;overflow-wrap:anywhere;min-width:8rem;max-width:22rem;color:var(--faint)}
td.bits b{color:var(--accent)}
tr.call td{color:var(--ink)}
tr.quiet td{color:var(--faint)}
tbody tr:hover td{background:var(--soft)}
tr.on td,tr.on:hover td{background:var(--tint)}
.word{display:inline-block;margin:0 .9rem 0 0;border-radius:4px;padding:0 .2rem}
.word.on,b.on{outline:2px solid var(--accent)}
.badge{display:inline-block;min-width:1.5em;padding:0 .3em;margin-right:.3em;border-radius:.75em;background:var(--accent);color:var(--ground);font-size:.82em;font-weight:bold;text-align:center}
@media (prefers-color-scheme:dark){:root{--ground:#15181d;--ink:#e6e8eb;--faint:#a8b0bb;--line:#343b45;--soft:#1d2128;--accent:#6aaef0;--tint:#17304f}}
@media print{.scroll.table{max-height:none}th{position:static}}
`;

/** Contents of the style element. */
export const PAGE_STYLE: string = `${RULES.trim()}\n${POINTER_RULES}\n@media (prefers-color-scheme:dark){${darkRules()}}`;

/** Contents of the script element: a word under the pointer or with the focus lights up wherever it is on the page. */
export const PAGE_SCRIPT: string = `
for (const section of document.querySelectorAll('section.function')) {
  const marked = section.querySelectorAll('[data-slot]');
  const rows = [...section.querySelectorAll('[data-live]')].map((row) => [row, row.dataset.live.split(' ')]);
  const slotOf = (element) => element?.closest?.('[data-slot]')?.dataset.slot;
  let shown;
  const show = (slot) => {
    if (slot === shown) return;
    shown = slot;
    for (const one of marked) one.classList.toggle('on', one.dataset.slot === slot);
    for (const [row, live] of rows) row.classList.toggle('on', live.includes(slot));
  };
  const focused = () => section.contains(document.activeElement) ? slotOf(document.activeElement) : undefined;
  section.addEventListener('pointerover', (event) => show(slotOf(event.target) ?? focused()));
  section.addEventListener('pointerleave', () => show(focused()));
  section.addEventListener('focusin', (event) => show(slotOf(event.target)));
  section.addEventListener('focusout', () => show(undefined));
}
`.trim();

/** The policy: nothing is loaded, and only this style and script run. */
export async function contentPolicy(): Promise<string> {
  const [style, script] = await Promise.all([hashOf(PAGE_STYLE), hashOf(PAGE_SCRIPT)]);
  return `default-src 'none'; style-src ${style}; script-src ${script}; base-uri 'none'; form-action 'none'`;
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}
