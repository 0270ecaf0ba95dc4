import { hash } from 'node:crypto';

const words = 3;
const places = 1 << 17;
/** So full a table may get: beyond it, looking takes much longer. */
const most = places * 0.9;

/**
 * Who gets which text already, and in which row: at 18 bytes each, 19 MB for a million. It knows them by 96 bits of SHA-256, of
 * which the odds that any two among a million are alike are one in 10^17: a disk errs sooner.
 */
export class MessagesSeen {
  /** Tables that do not grow: one that did would be there twice while it does. */
  readonly #tables: Table[] = [];

  /** @returns the row that has it already; `undefined`: it is new, and this row has it from now on */
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
  /** 0: the place is free. */
  readonly rows: Uint32Array;
  count: number;
}

/** Where a digest stands, or would. */
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
