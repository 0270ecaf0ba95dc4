import { hash } from 'node:crypto';

const words = 3;
const places = 1 << 17;
/** In a fuller table, lookups take much longer. */
const most = places * 0.9;

/**
 * Finds rows with the same number and text. An entry takes 18 bytes: 19 MB for a million rows. Entries are compared by 96 bits
 * of SHA-256: the odds of any collision among a million are one in 10^17, less than those of a disk error.
 */
export class MessagesSeen {
  /** Several tables of fixed size: a growing one would be in memory twice while it grows. */
  readonly #tables: Table[] = [];

  /** @returns the row that was added with the same number and text; `undefined` if this one is the first */
  add(number: string, text: string, row: number): number | undefined {
    const digest = hash('sha256', `${number}\n${text}`, 'buffer');
    for (const table of this.#tables) {
      const known = table.rows[placeIn(table, digest)];
      if (known !== 0) return known;
    }
    let table = this.#tables.at(-1);
    if (table === undefined || table.count >= most) {
      table = { digests: new Uint32Array(places * words), rows: new Uint32Array(places), count: 0 };
      this.#tables.push(table);
    }
    const place = placeIn(table, digest);
    for (let word = 0; word < words; word += 1) table.digests[place * words + word] = digest.readUInt32LE(word * 4);
    table.rows[place] = row;
    table.count += 1;
    return undefined;
  }
}

interface Table {
  readonly digests: Uint32Array;
  /** 0 if the place is free. */
  readonly rows: Uint32Array;
  count: number;
}

/** The place of a digest, or the free one where it belongs. */
const placeIn = ({ digests, rows }: Table, digest: Buffer): number => {
  let place = digest.readUInt32LE(0) % places;
  while (rows[place] !== 0 && !isAt(digests, place, digest)) place = (place + 1) % places;
  return place;
};

const isAt = (digests: Uint32Array, place: number, digest: Buffer): boolean => {
  for (let word = 0; word < words; word += 1) {
    if (digests[place * words + word] !== digest.readUInt32LE(word * 4)) return false;
  }
  return true;
};
