import { createHash } from 'node:crypto';

const words = 4;

/**
 * Who gets which text already, and in which row: at 20 bytes each, 40 MB for a million. It knows them by 128 bits of SHA-256,
 * for a million of which the odds that any two are alike are one in 10^27: a disk errs sooner.
 */
export class MessagesSeen {
  #capacity = 1 << 12;
  #count = 0;
  #digests = new Uint32Array(this.#capacity * words);
  /** 0: the place is free. */
  #rows = new Uint32Array(this.#capacity);

  /** @returns the row that has it already; `undefined`: it is new, and this row has it from now on */
  add(number: string, text: string, row: number): number | undefined {
    const digest = createHash('sha256').update(`${number}\n${text}`).digest();
    const wanted = Uint32Array.from({ length: words }, (_, word) => digest.readUInt32LE(word * 4));
    const place = this.#placeOf(wanted);
    const known = this.#rows[place];
    if (known !== undefined && known !== 0) return known;
    this.#put(place, wanted, row);
    this.#count += 1;
    if (this.#count * 2 > this.#capacity) this.#grow();
    return undefined;
  }

  /** Where it stands, or would. */
  #placeOf(digest: Uint32Array): number {
    let place = (digest[0] ?? 0) & (this.#capacity - 1);
    while (this.#rows[place] !== 0 && !this.#isAt(place, digest)) place = (place + 1) & (this.#capacity - 1);
    return place;
  }

  #isAt(place: number, digest: Uint32Array): boolean {
    for (let word = 0; word < words; word += 1) if (this.#digests[place * words + word] !== digest[word]) return false;
    return true;
  }

  #put(place: number, digest: Uint32Array, row: number): void {
    this.#digests.set(digest, place * words);
    this.#rows[place] = row;
  }

  #grow(): void {
    const [digests, rows] = [this.#digests, this.#rows];
    this.#capacity *= 2;
    this.#digests = new Uint32Array(this.#capacity * words);
    this.#rows = new Uint32Array(this.#capacity);
    for (const [place, row] of rows.entries()) {
      if (row === 0) continue;
      const digest = digests.subarray(place * words, (place + 1) * words);
      this.#put(this.#placeOf(digest), digest, row);
    }
  }
}
