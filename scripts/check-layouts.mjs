// Compares every layout row of src/read/release with what each Go toolchain's own DWARF says of the structs, and the size
// classes with the toolchain's source. Run when a Go release is added: node scripts/check-layouts.mjs [go1.N.P …]
// Without arguments: the releases that the tests use. Toolchains are fetched by the go command itself.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const TOOLCHAINS = ['go1.21.13', 'go1.22.12', 'go1.23.12', 'go1.24.13', 'go1.25.14', 'go1.26.11', 'go1.27.4'];
const HOST = TOOLCHAINS.at(-1);
const ROOT = join(import.meta.dirname, '..');
const STRUCTS = ['runtime.moduledata', 'runtime._func', 'runtime.inlinedCall', 'internal/abi.Type', 'runtime.stackObjectRecord', 'runtime.stackmap'];
const KIND_STRUCTS = ['ArrayType', 'ChanType', 'PtrType', 'SliceType', 'StructType', 'StructField', 'MapType', 'SwissMapType'];
const CONSTANTS = ['KindDirectIface', 'KindGCProg', 'KindMask', 'TFlagUncommon', 'TFlagExtraStar', 'TFlagNamed'];
const MORE_CONSTANTS = ['TFlagRegularMemory', 'TFlagGCMaskOnDemand', 'TFlagDirectIface'];

/** Fields behind abi.Type that src/read/binary/types.ts reads in this order, in words. */
const PARTS = {
  ArrayType: { Elem: 0, Slice: 1, Len: 2 },
  ChanType: { Elem: 0 },
  PtrType: { Elem: 0 },
  SliceType: { Elem: 0 },
  StructType: { PkgPath: 0, Fields: 1 },
  MapType: { Key: 0, Elem: 1 },
  SwissMapType: { Key: 0, Elem: 1 },
};

/** Other spellings of a field before go1.21. */
const SPELLED_BEFORE = { entryOff: ['entryoff'], nameOff: ['nameoff', 'func_'], ptrBytes: ['_ptrdata'], objectSize: ['size'] };

const scratch = mkdtempSync(join(tmpdir(), 'check-layouts-'));
let checks = 0;
let failures = 0;

function expect(what, found, wanted) {
  checks++;
  if (found === wanted) return;
  failures++;
  console.error(`${what}: the table says ${found}, the toolchain ${wanted}`);
}

function go(toolchain, cwd, ...args) {
  const env = {
    ...process.env,
    GOTOOLCHAIN: toolchain,
    GOFLAGS: '',
    GOWORK: 'off',
    CGO_ENABLED: '0',
    GOEXPERIMENT: '',
  };
  return execFileSync('go', args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 }).trim();
}

async function loadTables() {
  const names = ['moduledata', 'func-record', 'inline-tree', 'type-descriptor', 'size-classes', 'stack-object', 'releases'];
  const contents = names.map((name) => `export * from './${name}.ts';`).join('\n');
  const outfile = join(scratch, 'tables.mjs');
  const stdin = { contents, resolveDir: join(ROOT, 'src/read/release'), loader: 'ts' };
  await build({ stdin, bundle: true, format: 'esm', platform: 'neutral', outfile, logLevel: 'error' });
  return import(outfile);
}

function checkStructs(tables, toolchain, minor, structs, pointerSize) {
  const moduledata = tables.moduledataLayout(minor, pointerSize);
  const actual = structs['runtime.moduledata'];
  for (const [name, offset] of moduledata.offsets) expect(`${toolchain} moduledata.${name}`, offset, actual.fields[name]);
  const known = actual.order.slice(0, actual.order.indexOf('modulename') + 1).filter((name) => name !== 'NotInHeap');
  expect(`${toolchain} fields of moduledata`, [...moduledata.offsets.keys()].join(), known.filter((name) => name !== '_').join());
  for (const [name, layout] of [
    ['runtime._func', tables.funcRecordLayout(minor)],
    ['runtime.inlinedCall', tables.inlinedCallLayout(minor)],
    ['internal/abi.Type', tables.typeLayout(pointerSize)],
    ['runtime.stackObjectRecord', tables.stackObjectLayout(minor)],
    ['runtime.stackmap', tables.STACK_MAP],
  ]) {
    for (const [field, offset] of Object.entries(layout)) {
      if (field === 'since' || field === 'gcPrograms') continue;
      if (structs[name] === undefined && minor < 21) continue;
      const { size, fields } = structs[name];
      const spelled = [field, ...(SPELLED_BEFORE[field] ?? [])].find((one) => fields[one] !== undefined);
      const wanted = field === 'size' ? size : fields[spelled];
      expect(`${toolchain} ${name}.${field}`, offset, wanted);
    }
  }
  const header = tables.typeLayout(pointerSize).size;
  for (const [name, fields] of Object.entries(PARTS)) {
    const struct = structs[`internal/abi.${name}`];
    if (struct === undefined) continue;
    for (const [field, words] of Object.entries(fields)) {
      expect(`${toolchain} ${name}.${field}`, header + words * pointerSize, struct.fields[field]);
    }
  }
}

/** DWARF has only the constants that the program uses; the source has all. */
function checkConstants(tables, toolchain, minor, constants, source) {
  const flags = tables.typeFlags(minor);
  for (const name of [...CONSTANTS, ...MORE_CONSTANTS]) {
    const match = new RegExp(`^\\s+${name}\\s+(?:\\w+ )?= (?:\\(1 << (\\d) *\\) - 1|1 << (\\d))`, 'm').exec(source);
    let wanted = match === null ? 0 : match[1] === undefined ? 1 << match[2] : (1 << match[1]) - 1;
    // Since go1.26 the kind byte holds nothing but the kind, though the constant of the old flag is still declared.
    if (minor >= 26 && name === 'KindDirectIface') wanted = 0;
    if (minor >= 26 && name === 'KindMask') wanted = 0x1f;
    const found = flags[name.replace('TFlag', 'tflag').replace('Kind', 'kind')];
    expect(`${toolchain} abi.${name}`, found, wanted);
    const dwarf = constants[`internal/abi.${name}`];
    if (dwarf !== undefined && wanted !== 0) expect(`${toolchain} abi.${name} in DWARF`, found, dwarf);
  }
  for (const [table, prefix] of [
    [tables.PCDATA, 'PCDATA_'],
    [tables.FUNCDATA, 'FUNCDATA_'],
  ]) {
    for (const [name, value] of Object.entries(table)) {
      const dwarf = constants[`internal/abi.${prefix}${name}`];
      if (dwarf !== undefined) expect(`${toolchain} ${prefix}${name}`, value, dwarf);
    }
  }
}

function checkSizeClasses(tables, toolchain, goroot) {
  const paths = ['src/internal/runtime/gc/sizeclasses.go', 'src/runtime/sizeclasses.go'];
  const source = readFileSync(
    paths.map((path) => join(goroot, path)).find((path) => existsSync(path)),
    'utf8',
  );
  const list = (pattern) => pattern.exec(source)[1].replaceAll(' ', '');
  const sizes = list(/(?:class_to_size|SizeClassToSize) += .*?\{(.*)\}/);
  const pages = list(/(?:class_to_allocnpages|SizeClassToNPages) += .*?\{(.*)\}/);
  expect(`${toolchain} sizes of classes`, tables.CLASS_TO_SIZE.join(), sizes);
  expect(`${toolchain} pages of classes`, tables.CLASS_TO_PAGES.join(), pages);
}

try {
  const tables = await loadTables();
  const helper = join(scratch, 'helper');
  go(HOST, join(ROOT, 'scripts/check-layouts'), 'build', '-o', helper, '.');
  const flags = [...CONSTANTS, ...MORE_CONSTANTS];
  const data = [...Object.keys(tables.PCDATA).map((n) => `PCDATA_${n}`), ...Object.keys(tables.FUNCDATA).map((n) => `FUNCDATA_${n}`)];
  const names = [...STRUCTS, ...[...KIND_STRUCTS, ...flags, ...data].map((name) => `internal/abi.${name}`)];
  const requested = process.argv.slice(2);
  for (const toolchain of requested.length > 0 ? requested : TOOLCHAINS) {
    const minor = tables.parseRelease(toolchain).minor;
    const probe = join(scratch, toolchain);
    go(toolchain, join(ROOT, 'test/binary/program'), 'build', '-buildvcs=false', '-o', probe, '.');
    const goroot = go(toolchain, ROOT, 'env', 'GOROOT');
    const options = { encoding: 'utf8', maxBuffer: 1 << 26 };
    const { structs, constants } = JSON.parse(execFileSync(helper, [probe, ...names], options));
    const before = checks;
    checkStructs(tables, toolchain, minor, structs, 8);
    // Before go1.21 the type descriptor was runtime._type, with other names for everything.
    const source = minor < 21 ? undefined : readFileSync(join(goroot, 'src/internal/abi/type.go'), 'utf8');
    if (source !== undefined) checkConstants(tables, toolchain, minor, constants, source);
    checkSizeClasses(tables, toolchain, goroot);
    console.log(`${toolchain}: ${checks - before} facts compared`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(failures === 0 ? `all ${checks} agree` : `${failures} of ${checks} differ`);
process.exitCode = failures === 0 ? 0 : 1;
