// Which allocation lives at an address: a hash table in typed arrays, for millions of objects. Addresses are below 2^48, so their lower and upper
// words are compared apart.

const FIRST = 1 << 12;
/** Marks a slot whose object is gone; lookups go past it. */
const GONE = 0xffffffff;

/** Live objects by address, with one row of numbers each. */
export class AddressTable {
  count = 0;
  #used = 0;
  #size = FIRST;
  #low: Uint32Array = new Uint32Array(FIRST);
  #high: Uint32Array = new Uint32Array(FIRST);
  /** Row + 1; 0: free. */
  #row: Uint32Array = new Uint32Array(FIRST);
  #freeRows: number[] = [];
  #rows = 0;
  owner: Uint32Array = new Uint32Array(FIRST);
  generation: Uint32Array = new Uint32Array(FIRST);
  time: Float64Array = new Float64Array(FIRST);
  size: Float64Array = new Float64Array(FIRST);
  /** Row + 1 of the next object in the same block of the tiny allocator. */
  next: Uint32Array = new Uint32Array(FIRST);

  /** Adds an object and returns its row; what was known at the address before is forgotten. */
  add(address: number): number {
    if (this.#used * 2 >= this.#size) this.#grow();
    const at = this.#find(address);
    let row = this.#row[at]!;
    if (row === 0) {
      this.#used++;
      this.#low[at] = address >>> 0;
      this.#high[at] = Math.floor(address / 0x1_0000_0000);
    }
    if (row === 0 || row === GONE) this.count++;
    else this.release(row - 1);
    row = this.#newRow();
    this.#row[at] = row + 1;
    return row;
  }

  /** The row of the object at an address; −1 when there is none. */
  find(address: number): number {
    const row = this.#row[this.#find(address)]!;
    return row === 0 || row === GONE ? -1 : row - 1;
  }

  /** Forgets the object at an address; its row can be read until the next `add`. */
  remove(address: number): void {
    const at = this.#find(address);
    const row = this.#row[at]!;
    if (row === 0 || row === GONE) return;
    this.#row[at] = GONE;
    this.count--;
    this.release(row - 1);
  }

  /** A row without an address: objects that share a block. */
  addToChain(first: number): number {
    const row = this.#newRow();
    this.next[row] = this.next[first]!;
    this.next[first] = row + 1;
    return row;
  }

  /** Gives rows back, that of an object and of those chained to it. */
  release(first: number): void {
    for (let row = first; ; row = this.next[row]! - 1) {
      this.#freeRows.push(row);
      if (this.next[row] === 0) break;
    }
  }

  #newRow(): number {
    const free = this.#freeRows.pop();
    const row = free ?? this.#rows++;
    if (row >= this.owner.length) {
      this.owner = grown(this.owner);
      this.generation = grown(this.generation);
      this.next = grown(this.next);
      this.time = grownFloats(this.time);
      this.size = grownFloats(this.size);
    }
    this.next[row] = 0;
    return row;
  }

  #find(address: number): number {
    const low = address >>> 0;
    const high = Math.floor(address / 0x1_0000_0000);
    const mask = this.#size - 1;
    let at = (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 7) & mask;
    while (this.#row[at] !== 0 && (this.#low[at] !== low || this.#high[at] !== high)) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const { count } = this;
    const [low, high, row] = [this.#low, this.#high, this.#row];
    // Slots of objects that are gone are left behind; the table need not be larger for them.
    if (count * 4 >= this.#size) this.#size *= 2;
    this.#low = new Uint32Array(this.#size);
    this.#high = new Uint32Array(this.#size);
    this.#row = new Uint32Array(this.#size);
    this.#used = count;
    for (let i = 0; i < row.length; i++) {
      if (row[i] === 0 || row[i] === GONE) continue;
      const at = this.#find(high[i]! * 0x1_0000_0000 + low[i]!);
      this.#low[at] = low[i]!;
      this.#high[at] = high[i]!;
      this.#row[at] = row[i]!;
    }
  }
}

function grown(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function grownFloats(array: Float64Array): Float64Array {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
