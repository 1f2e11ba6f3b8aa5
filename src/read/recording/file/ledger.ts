// How much memory a file of its size may take. Columns that hardly change pack a thousand to one, so a small forged file could ask for all the
// memory there is. Every byte of the file allows for some bytes in memory; a writer that needs more puts in room (a section of zeros),
// which real recordings never need.

/** Bytes in memory that one byte of the file may stand for; of real recordings it stands for 20 to 150. */
const RATIO = 256;
/** For files of any size. */
const GIVEN = 1 << 20;

/** What is left to be used. Writer and reader keep the same account. */
export class Ledger {
  #left = GIVEN;

  /** Bytes that may be taken until so much more of the file has gone by. */
  leftAfter(bytes: number): number {
    return this.#left + bytes * RATIO;
  }

  /** Bytes of the file have gone by. */
  earn(bytes: number): void {
    this.#left += bytes * RATIO;
  }

  /** Takes memory; false when there is not so much left. */
  spend(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Bytes of a file that have to go by before so much can be taken, besides `coming` that will. They are held in memory, too. */
  missing(bytes: number, coming: number): number {
    return Math.max(0, Math.ceil((bytes - this.#left - coming * RATIO) / (RATIO - 1)));
  }
}
