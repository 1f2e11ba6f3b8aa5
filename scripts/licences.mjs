// The licences of what esbuild put into the bundle, as their texts ask for. A bundled package without a licence fails the build.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the packages that the bundle holds code of, from esbuild's metafile. */
export function bundledPackages(metafile) {
  const names = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const path of Object.keys(output.inputs)) {
      const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path);
      if (match !== null) names.add(match[1]);
    }
  }
  return [...names].sort();
}

/** One text with all their licences. */
export function licenceTexts(metafile, root = '.') {
  return bundledPackages(metafile)
    .map((name) => {
      const directory = join(root, 'node_modules', name);
      const { version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
      const file = readdirSync(directory).find((f) => /^licen[cs]e/i.test(f));
      if (file === undefined || license === undefined) throw new Error(`${name} is bundled and states no licence`);
      return `${name} ${version} (${license})\n\n${readFileSync(join(directory, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
