// Reads the file of a recording: what it is, the analysis and all counts at once, events when they are asked for. A file that was cut or
// damaged gives everything in front of the place, with a gap that says what is missing; without its analysis it is refused.
import { FormatError } from '../../../base/errors.ts';
import type { Gap } from '../../../base/gap.ts';
import type { RecordBytes } from '../record-bytes.ts';
import type { RecordedProfile, Recording, RecordingMeta } from '../recording.ts';
import { AnalysisDecoder } from './analysis.ts';
import { metaShape } from './analysis-shape.ts';
import { damageGap, missingOf, type Progress } from './damage.ts';
import { FileEvents, readBlockHead, type BlockHead } from './events.ts';
import { parseJson } from './json-lines.ts';
import { EVENT_BYTES, JSON_WEIGHT, SECTION, SECTION_HEADER, START_SIZE, type Unpacker } from './layout.ts';
import { Ledger } from './ledger.ts';
import { ProfileDecoder } from './profile.ts';
import { checkEnd, contentsOf, cursorOf, readHead, readStored, readVersion, type Section, type SectionHead } from './sections.ts';
import { Upgrade, UPGRADERS, type Upgrader } from './upgrade.ts';

/** What is read. */
export interface DecodeOptions {
  /** False leaves events out, unread. */
  readonly events?: boolean;
  /** What older versions are upgraded with; given by tests only. */
  readonly upgraders?: ReadonlyMap<number, Upgrader>;
}

/**
 * Reads a recording. `from` is read again for events, as long as they are used. Of the analysis only the shape is checked, whose type the
 * caller knows.
 * @throws FormatError when it is no recording, or cut or damaged within what it is or its analysis; UserError when it is newer than what is known
 */
export function decodeRecording<A = unknown>(from: RecordBytes, unpacker: Unpacker, options: DecodeOptions = {}): Recording<A> {
  const upgrade = new Upgrade(from.name, readVersion(from), options.upgraders ?? UPGRADERS);
  const decoder = new RecordingDecoder(from, unpacker, upgrade, options.events ?? true);
  try {
    while (decoder.next());
  } catch (error) {
    if (!(error instanceof FormatError) || !decoder.explained) throw error;
    decoder.damage = error;
  }
  return decoder.recording() as Recording<A>;
}

interface Meta {
  readonly meta: RecordingMeta;
  readonly gaps: readonly Gap[];
  readonly profiles: number;
}

class RecordingDecoder {
  damage: FormatError | undefined;
  readonly #from: RecordBytes;
  readonly #unpacker: Unpacker;
  readonly #upgrade: Upgrade;
  readonly #withEvents: boolean;
  readonly #ledger: Ledger = new Ledger();
  #at = START_SIZE;
  #count = 0;
  #meta: Meta | undefined;
  #analysis: AnalysisDecoder | undefined;
  readonly #decoders: ProfileDecoder[] = [];
  readonly #profiles: RecordedProfile[] = [];
  readonly #events = new Map<number, FileEvents>();
  #block: BlockHead | undefined;

  constructor(from: RecordBytes, unpacker: Unpacker, upgrade: Upgrade, withEvents: boolean) {
    this.#from = from;
    this.#unpacker = unpacker;
    this.#upgrade = upgrade;
    this.#withEvents = withEvents;
    this.#ledger.earn(START_SIZE);
  }

  /** Whether what it is and the analysis were read, so that the rest may be missing. */
  get explained(): boolean {
    return this.#analysis?.complete === true;
  }

  /** Reads the next section; false when it was the last. */
  next(): boolean {
    const head = readHead(this.#from, this.#at);
    const { tag, stored, raw, offset } = head;
    this.#ledger.earn(SECTION_HEADER + stored);
    this.#spend(raw, offset);
    if (tag === SECTION.Events) this.#addEvents(head);
    else {
      const section = contentsOf(this.#from, head, readStored(this.#from, head, this.#unpacker), this.#unpacker);
      if (tag === SECTION.End) {
        if (!this.explained) throw this.#error('an analysis before the end', offset);
        checkEnd(this.#from, section, this.#count);
        const missing = missingOf(this.#progress());
        if (missing.length > 0) throw this.#error(`all of it, found nothing of ${missing.join(', ')}`, offset);
        return false;
      }
      for (const one of this.#upgrade.all(section)) this.#add(one);
    }
    this.#count++;
    this.#at = offset + SECTION_HEADER + stored;
    return true;
  }

  recording(): Recording {
    const { meta, gaps } = this.#meta!;
    const more = this.damage === undefined ? [] : [damageGap(this.#from, this.damage, this.#progress())];
    return { meta, analysis: this.#analysis!.analysis, profiles: this.#profiles, gaps: [...gaps, ...more] };
  }

  #progress(): Progress {
    const events = [...this.#events.values()];
    return {
      profiles: { wanted: this.#meta!.profiles, read: this.#profiles.length },
      events: {
        wanted: this.#withEvents ? this.#decoders.reduce((sum, { head }) => sum + (head.events?.count ?? 0), 0) : 0,
        read: events.reduce((sum, { count }) => sum + count, 0),
      },
    };
  }

  #add(section: Section): void {
    const { tag, offset } = section;
    if (tag === SECTION.Meta) this.#addMeta(section);
    else if (tag === SECTION.Analysis) this.#addAnalysis(section);
    else if (tag === SECTION.Profile) this.#addProfile(section);
    else if (tag === SECTION.Block) this.#block = readBlockHead(cursorOf(this.#from.name, section));
    else if (this.#decoders.at(-1)?.add(section) === true) this.#completeProfile(offset);
  }

  #addMeta(section: Section): void {
    this.#spend(section.bytes.length * (JSON_WEIGHT - 1), section.offset);
    const value = parseJson(section.bytes, this.#from.name, section.offset);
    const wrong = this.#meta === undefined ? metaShape(value) : ': only one';
    if (wrong !== undefined) throw this.#error(`META${wrong}`, section.offset);
    const meta = value as Meta & { readonly sites: number };
    this.#meta = meta;
    this.#analysis = new AnalysisDecoder(this.#from.name, meta.sites);
  }

  #addAnalysis(section: Section): void {
    if (this.#analysis === undefined || this.#analysis.complete) throw this.#error('one analysis behind META', section.offset);
    this.#spend(section.bytes.length * (JSON_WEIGHT - 1), section.offset);
    this.#analysis.add(section.bytes, section.offset);
  }

  #addProfile(section: Section): void {
    if (!this.explained) throw this.#error('the analysis before profiles', section.offset);
    const { profiles } = this.#meta!;
    const next = this.#decoders.length;
    if (next > this.#profiles.length || next === profiles) throw this.#error(`${profiles} profiles, each complete before the next`, section.offset);
    this.#decoders.push(new ProfileDecoder(this.#from.name, section, this.#ledger, this.#ledger.leftAfter(this.#from.size - section.offset)));
    this.#completeProfile(section.offset);
  }

  #completeProfile(offset: number): void {
    const index = this.#profiles.length;
    const decoder = this.#decoders[index]!;
    if (!decoder.complete) return;
    const { run, events, stacks } = decoder.head;
    const runs = this.#analysis!.runs;
    if (runs !== undefined && run >= runs) throw this.#error(`one of ${runs} runs, found ${run}`, offset);
    if (events === undefined || !this.#withEvents) this.#profiles.push(decoder.profile(this.#analysis!.sites, undefined));
    else {
      const found = new FileEvents(this.#from, this.#unpacker, (section) => this.#upgrade.events(section), stacks, events.frees);
      this.#profiles.push(decoder.profile(this.#analysis!.sites, found));
      this.#events.set(index, found);
    }
  }

  #addEvents(head: SectionHead): void {
    const block = this.#block;
    this.#block = undefined;
    if (!this.#withEvents) return;
    const all = this.explained && this.#profiles.length === this.#meta!.profiles;
    const events = block === undefined || !all ? undefined : this.#events.get(block.profile);
    if (block === undefined || events === undefined) throw this.#error('events behind what they belong to', head.offset);
    this.#spend(block.rows * EVENT_BYTES, head.offset);
    readStored(this.#from, head, this.#unpacker);
    events.add({ block, head });
  }

  #spend(bytes: number, offset: number): void {
    if (!this.#ledger.spend(bytes)) throw this.#error(`what a file of this size can hold, found ${bytes} bytes more`, offset);
  }

  #error(expected: string, offset: number): FormatError {
    return new FormatError(this.#from.name, expected, offset);
  }
}
