// The analysis in the file: a line for everything but the sites, then a line a site. It is opaque to readers but for its shape.
import { FormatError } from '../../../base/errors.ts';
import { headShape, siteShape, wrongIndex } from './analysis-shape.ts';
import { encodeLines, LineDecoder } from './json-lines.ts';

interface Head {
  readonly binaries: readonly unknown[];
  readonly runs?: readonly { readonly binary?: number }[];
}

/** The lines, in pieces. Getters are asked: leaking parameters are only found then. */
export function encodeAnalysis(analysis: { readonly sites: readonly unknown[] }): Generator<Uint8Array> {
  return encodeLines(linesOf(analysis));
}

function* linesOf({ sites, ...head }: { readonly sites: readonly unknown[] }): Generator<unknown> {
  yield head;
  yield* sites;
}

/** Reads the pieces. */
export class AnalysisDecoder {
  readonly #name: string;
  readonly #lines: LineDecoder;
  readonly #wanted: number;
  readonly #sites: unknown[] = [];
  #head: Head | undefined;

  /** @param sites how many there should be */
  constructor(name: string, sites: number) {
    this.#name = name;
    this.#lines = new LineDecoder(name);
    this.#wanted = sites;
  }

  /** Whether everything was read. */
  get complete(): boolean {
    return this.#head !== undefined && this.#sites.length === this.#wanted && !this.#lines.open;
  }

  /** How many sites and runs there are. */
  get sites(): number {
    return this.#wanted;
  }

  get runs(): number | undefined {
    return this.#head?.runs?.length;
  }

  /**
   * Takes the next piece.
   * @throws FormatError when a line is not what others rely on
   */
  add(piece: Uint8Array, offset: number): void {
    for (const value of this.#lines.add(piece, offset)) {
      const wrong = this.#head === undefined ? this.#takeHead(value) : this.#takeSite(value);
      if (wrong !== undefined) throw new FormatError(this.#name, wrong, offset);
    }
  }

  /** The analysis, once it is complete. */
  get analysis(): unknown {
    return { ...this.#head, sites: this.#sites };
  }

  #takeHead(value: unknown): string | undefined {
    const wrong = headShape(value);
    if (wrong !== undefined) return `analysis${wrong}`;
    const head = value as Head;
    const binaries = head.binaries.length;
    if ((head.runs ?? []).some(({ binary }) => binary !== undefined && binary >= binaries)) return `analysis.runs: one of ${binaries} binaries`;
    this.#head = head;
    return undefined;
  }

  #takeSite(value: unknown): string | undefined {
    if (this.#sites.length === this.#wanted) return `an analysis of ${this.#wanted} sites, found more`;
    const wrong = siteShape(value) ?? wrongIndex(value, this.#head!.binaries.length, this.runs ?? 0);
    if (wrong !== undefined) return `analysis.sites[${this.#sites.length}]${wrong}`;
    this.#sites.push(value);
    return undefined;
  }
}
