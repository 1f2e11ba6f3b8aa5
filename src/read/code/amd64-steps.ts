// amd64 instructions as steps. Operands and memory that is written come from iced-x86, registers that are written from
// amd64-writes.ts, which is tested against it and faster; only forms that move addresses and constants
// between registers are told apart here. Specification: Intel SDM volume 2.
// Go source: src/cmd/compile/abi-internal.md: X15 holds zero in compiled code, go1.17–go1.27.
import { decodeAmd64, newAmd64Instruction } from '../binary/amd64-length.ts';
import { WRITES_ALL, amd64Writes } from '../binary/amd64-writes.ts';
import type { Iced } from '../binary/iced.ts';
import type { Assignment, Flow, Step, Sum, Write } from './step.ts';
import { NOTHING } from './step.ts';

type IcedInstruction = InstanceType<Iced['Instruction']>;

const NONE: readonly never[] = [];
const DI = 7;
const CX = 1;
const ZERO_REGISTER = 'XMM15';

/** What common instructions do with their first operand. */
type Form = 'moves' | 'compares' | 'combines';

/** Decodes instructions. Holds memory of WebAssembly: make one and keep it. */
export class Amd64Steps {
  readonly #iced: Iced;
  readonly #factory: InstanceType<Iced['InstructionInfoFactory']>;
  readonly #instruction: IcedInstruction;
  /** General register of every register of iced, −1 for others. */
  readonly #general = new Int8Array(512).fill(-1);
  readonly #wide = new Uint8Array(512);
  readonly #zeroRegister: number;
  readonly #flows: ReadonlyMap<number, Flow>;
  readonly #forms: ReadonlyMap<number, Form>;
  readonly #shape = newAmd64Instruction();
  readonly #immediates: ReadonlySet<number>;
  /** Instructions whose flags compare their result with zero. */
  readonly #counts: ReadonlySet<number>;
  readonly #strings: ReadonlyMap<number, { readonly size: number; readonly copy: boolean }>;

  constructor(iced: Iced) {
    this.#iced = iced;
    this.#factory = new iced.InstructionInfoFactory();
    this.#instruction = new iced.Instruction();
    for (const value of Object.values(iced.Register)) {
      if (typeof value !== 'number' || !iced.RegisterExt.isGPR(value)) continue;
      this.#general[value] = iced.RegisterExt.number(iced.RegisterExt.fullRegister(value)) & 15;
      this.#wide[value] = iced.RegisterExt.isGPR64(value) ? 1 : 0;
    }
    this.#zeroRegister = iced.Register[ZERO_REGISTER];
    const { FlowControl, Mnemonic } = iced;
    this.#flows = new Map<number, Flow>([
      [FlowControl.Next, 'next'],
      [FlowControl.UnconditionalBranch, 'jump'],
      [FlowControl.IndirectBranch, 'indirect-jump'],
      [FlowControl.ConditionalBranch, 'branch'],
      [FlowControl.Return, 'return'],
      [FlowControl.Call, 'call'],
      [FlowControl.IndirectCall, 'indirect-call'],
      [FlowControl.Exception, 'stop'],
    ]);
    const form = (name: Form, ...list: number[]): [number, Form][] => list.map((one) => [one, name]);
    this.#forms = new Map<number, Form>([
      ...form('moves', Mnemonic.Mov, Mnemonic.Movzx, Mnemonic.Movsx, Mnemonic.Movsxd, Mnemonic.Lea, Mnemonic.Movups, Mnemonic.Movq, Mnemonic.Movsd),
      ...form('moves', Mnemonic.Movss, Mnemonic.Sete, Mnemonic.Setne, Mnemonic.Setl, Mnemonic.Setg, Mnemonic.Setb, Mnemonic.Seta),
      ...form('compares', Mnemonic.Cmp, Mnemonic.Test),
      ...form('combines', Mnemonic.Add, Mnemonic.Sub, Mnemonic.Xor, Mnemonic.And, Mnemonic.Or, Mnemonic.Inc, Mnemonic.Dec, Mnemonic.Neg),
      ...form('combines', Mnemonic.Shl, Mnemonic.Shr, Mnemonic.Sar, Mnemonic.Imul, Mnemonic.Xorps, Mnemonic.Adc, Mnemonic.Sbb, Mnemonic.Not),
    ]);
    const { OpKind } = iced;
    const signed = [OpKind.Immediate8to16, OpKind.Immediate8to32, OpKind.Immediate8to64, OpKind.Immediate32to64];
    this.#immediates = new Set([OpKind.Immediate8, OpKind.Immediate16, OpKind.Immediate32, OpKind.Immediate64, ...signed]);
    this.#counts = new Set([Mnemonic.Inc, Mnemonic.Dec, Mnemonic.Add, Mnemonic.Sub]);
    this.#strings = new Map([
      [Mnemonic.Stosb, { size: 1, copy: false }],
      [Mnemonic.Stosw, { size: 2, copy: false }],
      [Mnemonic.Stosd, { size: 4, copy: false }],
      [Mnemonic.Stosq, { size: 8, copy: false }],
      [Mnemonic.Movsb, { size: 1, copy: true }],
      [Mnemonic.Movsw, { size: 2, copy: true }],
      [Mnemonic.Movsd, { size: 4, copy: true }],
      [Mnemonic.Movsq, { size: 8, copy: true }],
    ]);
  }

  /** Decodes bytes that begin at address `pc`. Invalid bytes make one undecoded step of one byte each. */
  decode(bytes: Uint8Array, pc: number): Step[] {
    const steps: Step[] = [];
    const decoder = new this.#iced.Decoder(64, bytes, this.#iced.DecoderOptions.None);
    try {
      decoder.ip = BigInt(pc);
      let at = pc;
      while (decoder.canDecode) {
        decoder.decodeOut(this.#instruction);
        const step = this.#step(at, bytes, at - pc);
        steps.push(step);
        at += step.length;
        if (step.flow !== 'undecoded') continue;
        decoder.position = at - pc;
        decoder.ip = BigInt(at);
      }
    } finally {
      decoder.free();
    }
    return steps;
  }

  #step(pc: number, bytes: Uint8Array, at: number): Step {
    const { Code, FlowControl, Mnemonic, OpKind } = this.#iced;
    const one = this.#instruction;
    const length = one.length;
    const step = { pc, length, target: -1, through: undefined, writes: NONE, kills: 0, assignments: NONE };
    if (one.code === Code.INVALID) return { ...step, length: 1, flow: 'undecoded' };
    const control = one.flowControl;
    const flow = control === FlowControl.Interrupt && one.mnemonic === Mnemonic.Int3 ? 'stop' : (this.#flows.get(control) ?? 'next');
    if (flow === 'jump' || flow === 'branch' || flow === 'call') {
      if (one.op0Kind !== OpKind.NearBranch64) return { ...step, flow: 'undecoded' };
      const target = Number(one.nearBranchTarget);
      const notEqual = one.mnemonic === Mnemonic.Jne;
      return notEqual ? { ...step, flow, target, condition: { kind: 'not-equal', left: -1 } } : { ...step, flow, target };
    }
    if (flow === 'indirect-jump') {
      const direct = one.op0Kind === OpKind.Register;
      const sum = direct ? { ...NOTHING, base: this.#register(one.op0Register) } : this.#memory();
      return sum === undefined ? { ...step, flow } : { ...step, flow, through: { register: -1, kind: direct ? 'sum' : 'load', sum, sources: 0 } };
    }
    if (flow !== 'next') return { ...step, flow };
    if (one.mnemonic === Mnemonic.Nop) return { ...step, flow };
    // What the length decoder does not know, or knows differently, changes every register.
    const kills = decodeAmd64(bytes, at, bytes.length, this.#shape) === length ? amd64Writes(bytes, this.#shape) : WRITES_ALL;
    return this.#effects(step, flow, kills);
  }

  #effects(step: Omit<Step, 'flow'>, flow: Flow, kills: number): Step {
    const { Mnemonic, OpKind } = this.#iced;
    const one = this.#instruction;
    const { mnemonic } = one;
    const operand = one.op0Kind;
    // MOVSD is the name of a string instruction and of a vector move.
    const named = mnemonic !== Mnemonic.Movsd || (operand !== OpKind.Register && operand !== OpKind.Memory);
    const string = named ? this.#strings.get(mnemonic) : undefined;
    if (string !== undefined) return { ...step, flow, kills, writes: [this.#string(string)] };
    const form = this.#forms.get(mnemonic);
    let writes: readonly Write[] = NONE;
    let overwrites = form === 'moves';
    if (operand !== OpKind.Memory && form !== undefined) {
      // Common forms write memory only where it is their first operand.
    } else if (form === 'moves') {
      const sum = this.#memory();
      if (sum !== undefined) writes = [this.#write(sum, this.#iced.MemorySizeExt.size(one.memorySize), true, true)];
    } else if (form !== 'compares') {
      const info = this.#factory.infoOptions(one, this.#iced.InstructionInfoOptions.NoRegisterUsage);
      writes = this.#memoryWrites(info);
      overwrites = info.op0Access === this.#iced.OpAccess.Write;
      info.free();
    }
    const assignments = kills === 0 ? NONE : this.#assignments(kills, overwrites);
    const counted = this.#counts.has(mnemonic) ? assignments[0] : undefined;
    const done = { ...step, flow, kills, writes, assignments };
    return counted === undefined ? done : { ...done, flags: { left: counted.register, right: -1 } };
  }

  #memoryWrites(info: InstanceType<Iced['InstructionInfo']>): Write[] {
    const { OpAccess } = this.#iced;
    const writes: Write[] = [];
    for (const used of info.usedMemory()) {
      const access = used.access;
      const writing = access === OpAccess.Write || access === OpAccess.ReadWrite;
      if (writing || access === OpAccess.CondWrite || access === OpAccess.ReadCondWrite) {
        const sum = this.#sum(used.base, used.index, used.scale, Number(BigInt.asIntN(64, used.displacement)), used.segment);
        const size = this.#iced.MemorySizeExt.size(used.memorySize);
        if (sum !== undefined) writes.push(this.#write(sum, size, writing, access === OpAccess.Write));
      }
      used.free();
    }
    return writes;
  }

  /** STOS and MOVS at DI, as often as CX says with REP. The direction flag is clear in Go code (abi-internal.md). */
  #string(string: { readonly size: number; readonly copy: boolean }): Write {
    const one = this.#instruction;
    const repeat = one.hasRepPrefix || one.hasRepePrefix || one.hasRepnePrefix ? CX : -1;
    const sources = string.copy ? 0 : 1;
    const { size, copy } = string;
    return { address: { ...NOTHING, base: DI }, size, repeat, certain: true, sources, plain: !copy, zero: false, copy };
  }

  #write(address: Sum, size: number, certain: boolean, plain: boolean): Write {
    const { Mnemonic, OpKind } = this.#iced;
    const one = this.#instruction;
    let sources = 0;
    let zero = false;
    const last = one.opCount - 1;
    for (let i = 0; i <= last; i++) {
      if (one.opKind(i) === OpKind.Register) {
        const register = one.opRegister(i);
        const general = this.#register(register);
        if (general >= 0) sources |= 1 << general;
        else if (plain && last === 1 && register === this.#zeroRegister) zero = true;
      }
    }
    const { mnemonic } = one;
    if (mnemonic === Mnemonic.Mov && plain && last === 1 && this.#immediates.has(one.op1Kind)) zero = one.immediate(1) === 0n;
    const copy = mnemonic === Mnemonic.Push && one.op0Kind === OpKind.Memory;
    return { address, size, repeat: -1, certain, sources, plain, zero, copy };
  }

  #assignments(kills: number, overwrites: boolean): readonly Assignment[] {
    const { Mnemonic, OpKind } = this.#iced;
    const one = this.#instruction;
    const { mnemonic, opCount } = one;
    const first = opCount > 0 && one.op0Kind === OpKind.Register ? one.op0Register : 0;
    const register = this.#register(first);
    const wide = this.#wide[first] === 1;
    const narrow = this.#wide[first] === 0 && register >= 0 && this.#iced.RegisterExt.isGPR32(first);
    const sized = narrow ? 'narrow' : 'sum';
    const set = (kind: Assignment['kind'], sum: Sum): Assignment[] => [{ register, kind, sum, sources: 0 }];
    if (register >= 0 && opCount === 1 && (wide || narrow) && (mnemonic === Mnemonic.Inc || mnemonic === Mnemonic.Dec)) {
      return set(sized, { ...NOTHING, base: register, displacement: mnemonic === Mnemonic.Inc ? 1 : -1 });
    }
    if (register >= 0 && opCount === 2) {
      const kind = one.op1Kind;
      const second = kind === OpKind.Register ? one.op1Register : 0;
      const other = this.#register(second);
      if (mnemonic === Mnemonic.Lea && wide) {
        const sum = this.#memory();
        return sum === undefined ? NONE : set('sum', sum);
      }
      if (mnemonic === Mnemonic.Mov && kind === OpKind.Memory) {
        const sum = wide ? this.#memory() : undefined;
        return sum === undefined ? NONE : set('load', sum);
      }
      if (mnemonic === Mnemonic.Mov && wide && other >= 0) return set('sum', { ...NOTHING, base: other });
      if (this.#immediates.has(kind)) {
        const value = Number(BigInt.asIntN(64, one.immediate(1)));
        if (mnemonic === Mnemonic.Mov && (wide || narrow)) return set('sum', { ...NOTHING, displacement: narrow ? value >>> 0 : value });
        if ((wide || narrow) && mnemonic === Mnemonic.Add) return set(sized, { ...NOTHING, base: register, displacement: value });
        if ((wide || narrow) && mnemonic === Mnemonic.Sub) return set(sized, { ...NOTHING, base: register, displacement: -value });
      }
      if (first === second && (mnemonic === Mnemonic.Xor || mnemonic === Mnemonic.Sub)) return set('sum', NOTHING);
      if (mnemonic === Mnemonic.Add && wide && other >= 0) return set('sum', { base: register, index: other, scale: 1, displacement: 0 });
    }
    let sources = 0;
    for (let i = 0; i < opCount; i++) {
      if (one.opKind(i) !== OpKind.Register) continue;
      const general = this.#register(one.opRegister(i));
      if (general >= 0 && !(i === 0 && overwrites)) sources |= 1 << general;
    }
    if (sources === 0) return NONE;
    const mixed: Assignment[] = [];
    for (let r = 0; r < 16; r++) if ((kills >> r) & 1) mixed.push({ register: r, kind: 'mix', sum: NOTHING, sources });
    return mixed;
  }

  #register(register: number): number {
    return this.#general[register] ?? -1;
  }

  /** The memory operand as a sum; undefined when it is relative to a segment or has a vector index. */
  #memory(): Sum | undefined {
    const one = this.#instruction;
    const displacement = Number(BigInt.asIntN(64, one.memoryDisplacement));
    return this.#sum(one.memoryBase, one.memoryIndex, one.memoryIndexScale, displacement, one.memorySegment);
  }

  #sum(base: number, index: number, scale: number, displacement: number, segment: number): Sum | undefined {
    const { Register } = this.#iced;
    if (segment === Register.FS || segment === Register.GS) return undefined;
    // iced has already added the pc.
    if (base === Register.RIP) return { ...NOTHING, displacement };
    const sum = { base: this.#register(base), index: this.#register(index), scale, displacement };
    // Vector indices (scatter) and 32-bit addresses: nothing that Go emits.
    return (base !== Register.None && sum.base < 0) || (index !== Register.None && sum.index < 0) ? undefined : sum;
  }
}
