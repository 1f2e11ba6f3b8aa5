// `npm run verify`: everything that has to hold before a change lands, on a machine that has Node, npm and Go. Fetches the Go releases that
// the tests need, checks types, lint and format, builds, and runs all tests. Ends with a line that counts them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { go, TOOLCHAINS } from './toolchains.mjs';

const root = join(import.meta.dirname, '..');
const report = join(root, 'node_modules', '.cache', 'verify', 'tests.json');

function step(title, command, args) {
  process.stdout.write(`\n== ${title}\n`);
  const started = Date.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  process.stdout.write(`== ${title}: ${status === 0 ? 'done' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
  return status === 0;
}

const npx = (...args) => ['npx', ['--no-install', ...args]];
if (!existsSync(join(root, 'node_modules', 'vitest')) && !step('npm install', 'npm', ['install'])) process.exit(1);

process.stdout.write('\n== Go releases\n');
for (const toolchain of TOOLCHAINS) {
  try {
    process.stdout.write(`${go(['version'], { toolchain, cwd: root })}\n`);
  } catch (error) {
    process.stdout.write(
      `${toolchain} could not be had: ${String(error.stderr ?? error).trim()}\nThe tests need Go 1.21 or newer in PATH and a module proxy (GOPROXY) for the other releases.\n`,
    );
    process.exit(1);
  }
}

const checks = [
  step('types', ...npx('tsc', '-p', 'tsconfig.json', '--noEmit')),
  step('lint', ...npx('oxlint', '--deny-warnings')),
  step('format', ...npx('oxfmt', '--check')),
  step('build', process.execPath, ['scripts/build.mjs']),
];
mkdirSync(join(report, '..'), { recursive: true });
rmSync(report, { force: true });
const tested = step('tests', ...npx('vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`));
if (!existsSync(report)) {
  process.stdout.write('The test runner ended without a report.\n');
  process.exit(1);
}
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
for (const file of testResults) {
  if (file.status === 'failed') process.stdout.write(`failed: ${file.name.slice(root.length + 1)}\n`);
}
writeSkipped(testResults);
process.stdout.write(
  `\n${checks.every(Boolean) ? '' : 'A check above failed.\n'}${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped\n`,
);
process.exit(checks.every(Boolean) && tested && numPassedTests > 0 ? 0 : 1);

// Skipped tests are listed with the reason in their names; the list is part of the repository.
function writeSkipped(results) {
  const skipped = results
    .flatMap((file) =>
      file.assertionResults
        .filter((t) => t.status === 'pending' || t.status === 'skipped' || t.status === 'todo')
        .map((t) => `${file.name.slice(root.length + 1)}: ${t.fullName}`),
    )
    .sort();
  const text = [
    '# Skipped tests',
    '',
    'Written by `npm run verify`. A test that is skipped has its reason in its name.',
    '',
    ...skipped.map((line) => `- ${line}`),
    ...(skipped.length === 0 ? ['None.'] : []),
    '',
  ].join('\n');
  const path = join(root, 'test', 'SKIPPED.md');
  if (process.env.CI === undefined && (!existsSync(path) || readFileSync(path, 'utf8') !== text)) writeFileSync(path, text);
}
