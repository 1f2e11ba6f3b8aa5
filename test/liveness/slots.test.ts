// The offsets that explain gives for frame slots, held against the operands of the compiler's own listing (-S).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/jobs/explain.ts';
import { TOOLCHAINS } from '../binary/binaries.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

/** Function → temporary → offsets from the virtual SP, of every operand that names it. */
function listedOffsets(toolchain: string, goarch: string): Map<string, Map<string, Set<number>>> {
  const env = { ...process.env, GOTOOLCHAIN: toolchain, GOARCH: goarch, GOFLAGS: '', CGO_ENABLED: '0' };
  const text = execFileSync('sh', ['-c', 'go build -o /dev/null -gcflags=-S ./... 2>&1'], { cwd: EXAMPLES, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  const found = new Map<string, Map<string, Set<number>>>();
  let current: Map<string, Set<number>> | undefined;
  let below = 0;
  for (const line of text.split('\n')) {
    const head = /^(\S.*?) STEXT .*\blocals=0x([0-9a-f]+)/.exec(line);
    if (head !== null) {
      // Every generic shape of a function has the name that the symbol table keeps.
      const name = head[1]!.replace(/\[.*\]/, '[...]');
      current = found.get(name) ?? new Map();
      // Offsets of the amd64 listing count from the stack pointer itself; `locals` includes the saved frame pointer on top.
      below = goarch === 'amd64' ? Number.parseInt(head[2]!, 16) - 8 : 0;
      found.set(name, current);
    }
    for (const [, variable, offset] of line.matchAll(/(\.autotmp_\d+|\b[a-z]\w*)([+-]\d+)?\((?:SP|RSP)\)/g)) {
      const offsets = current?.get(variable!) ?? new Set();
      current?.set(variable!, offsets.add(Number(offset ?? 0) - below));
    }
  }
  return found;
}

describe('frame slots of sites', () => {
  for (const toolchain of TOOLCHAINS) {
    for (const goarch of ['amd64', 'arm64']) {
      it(`lie where the compiler's listing has them: ${toolchain} ${goarch}`, { timeout: 300_000 }, async () => {
        const { analysis } = await explain({
          cwd: EXAMPLES,
          patterns: ['./...'],
          build: { gcflags: [], deps: false },
          tests: 'none',
          go: toolchain,
          goarch,
        });
        const listed = listedOffsets(toolchain, goarch);
        const wrong: string[] = [];
        let checked = 0;
        for (const site of analysis.sites) {
          for (const { slot, function: name } of site.emitted) {
            if (slot?.offset === undefined || slot.variable === undefined) continue;
            checked++;
            const offsets = listed.get(name)?.get(slot.variable);
            if (offsets?.has(slot.offset) !== true) wrong.push(`${name} ${slot.variable} at ${slot.offset}: listed ${[...(offsets ?? [])].join(' ')}`);
          }
        }
        expect(wrong).toEqual([]);
        expect(checked).toBeGreaterThan(20);
      });
    }
  }
});
