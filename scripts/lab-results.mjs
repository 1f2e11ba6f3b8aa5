// Writes docs/lab-results.md and its Chinese twin from what `allocpath lab` measures on this machine, on every release:
// `npm run build && node scripts/lab-results.mjs`. Sizes that depend on the machine (runtime.NumCPU) are those of this one.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const PAGES = {
  en: {
    file: 'docs/lab-results.md',
    head: `# What holds: slices, maps and the rest, measured

[简体中文](lab-results.zh-CN.md)

Where Go puts memory, claim by claim: what the compiler's report *said*, what it *emitted* (functions called for memory, frame slots), what
*happened* (allocations of one run, and their bytes), and the *placement* that follows. \`allocpath lab\` ran every experiment with every release
to write this page; [lab](lab.md) says how to run it yourself, and how to add experiments.

`,
    foot: `Written by \`scripts/lab-results.mjs\` on a machine with ${cpus().length} processors.\n`,
  },
  zh: {
    file: 'docs/lab-results.zh-CN.md',
    head: `# 哪些成立：切片、map 及其他，逐条实测

[English](lab-results.md)

Go 把内存放在哪里，逐条说明：编译器报告说了什么、生成了什么代码（为内存调用的函数、栈槽）、实际发生了什么（每次运行的分配次数与字节数），
以及由此得出的位置。本页由 \`allocpath lab\` 用每个版本运行每个实验写成；如何自己运行、如何添加实验，见 [lab](lab.md)。

`,
    foot: `由 \`scripts/lab-results.mjs\` 在有 ${cpus().length} 个处理器的机器上写成。\n`,
  },
};

for (const [language, { file, head, foot }] of Object.entries(PAGES)) {
  const run = spawnSync(process.execPath, [join(root, 'dist/allocpath.js'), 'lab', '--format', 'markdown', '--lang', language, '--no-progress'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`allocpath lab ended with ${run.status ?? run.signal}`);
  writeFileSync(join(root, file), `${head}${run.stdout}\n${foot}`);
  process.stdout.write(`${file}: ${run.stdout.length} characters\n`);
}
