// The layout tables against the DWARF of a program of the oldest and the newest release; by hand for all: node scripts/check-layouts.mjs.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/jobs/stackmap.ts';
import { selfCheck } from '../../src/frame/self-check.ts';
import { GoBinary } from '../../src/read/binary/go-binary.ts';
import { localsMaps } from '../../src/read/binary/pointer-maps.ts';
import { buildProgram, NEWEST, TOOLCHAINS } from './binaries.ts';

describe('layouts', { timeout: 600_000 }, () => {
  it.each([TOOLCHAINS[0]!, NEWEST])('are those of the toolchain: %s', (toolchain) => {
    const script = join(import.meta.dirname, '..', '..', 'scripts', 'check-layouts.mjs');
    const text = execFileSync(process.execPath, [script, toolchain], { encoding: 'utf8' });
    expect(text).toMatch(/\d{2,} /);
  });

  // The version string is the only thing that names the release.
  const renamed = (version: string): GoBinary => {
    const bytes = readFileSync(buildProgram({ toolchain: NEWEST, goarch: 'amd64', flavour: 'plain' }));
    const patched = Buffer.from(bytes.toString('latin1').replaceAll(NEWEST, version.padEnd(NEWEST.length).slice(0, NEWEST.length)), 'latin1');
    return GoBinary.open(patched, 'renamed');
  };

  it('of a newer release are checked by the tables themselves', () => {
    const { gaps } = prepare(renamed('go1.91.4'));
    expect(gaps.map((gap) => gap.code)).toContain('go-release-newer');
    expect(gaps.find((gap) => gap.code === 'layout-fits')?.message).toMatch(/none asks for what is not there/);
  });

  it('that do not fit are told', () => {
    const bytes = Buffer.from(readFileSync(buildProgram({ toolchain: NEWEST, goarch: 'amd64', flavour: 'plain' })));
    const binary = GoBinary.open(bytes, 'program');
    expect(selfCheck(binary).wrong).toBe(0);
    const index = binary.functionNamed('main.main');
    // No maps where calls ask for some.
    bytes.writeInt32LE(0, localsMaps(binary, index)!.fileOffset);
    expect(selfCheck(GoBinary.open(bytes, 'forged')).wrong).toBeGreaterThan(0);
  });
});
