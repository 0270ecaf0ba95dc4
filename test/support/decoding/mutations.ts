import { seeded } from '../runner/seeded.ts';

const shreds = [
  '<',
  '>',
  '&',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<!DOCTYPE a>',
  '<?a ',
  '?>',
  '<?xml version="1.1"?>',
  '</value>',
  '<value>',
  '<array><data>',
  '&#x',
  '\0',
  '\r',
];

type Random = (below: number) => number;

/** Documents with a few mutations each. Written by hand, because fast-check's cases cost more than the decoding. */
export function* mutationsOf(
  documents: readonly Uint8Array[],
  { count, seed }: { readonly count: number; readonly seed: number },
): Generator<Uint8Array> {
  const draw = seeded(seed);
  const random: Random = (below) => Math.floor(draw() * below);
  for (let run = 0; run < count; run += 1) {
    yield mutate(documents[random(documents.length)] ?? new Uint8Array(), random);
  }
}

/** Flips, cuts, doubles, moves or inserts something, several times. */
const mutate = (document: Uint8Array, random: Random): Uint8Array => {
  let bytes = document;
  for (let times = 1 + random(4); times > 0; times -= 1) {
    const at = random(bytes.length + 1);
    const end = Math.min(bytes.length, at + random(60));
    const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
    switch (random(5)) {
      case 0:
        bytes = Buffer.concat([before, Buffer.from([random(256)]), bytes.subarray(at + 1)]);
        break;
      case 1:
        bytes = Buffer.concat([before, after]);
        break;
      case 2:
        bytes = Buffer.concat([before, ...Array.from({ length: 1 + random(50) }, () => part), after]);
        break;
      case 3:
        bytes = Buffer.concat([before, Buffer.from(shreds[random(shreds.length)] ?? ''), bytes.subarray(at)]);
        break;
      default:
        bytes = before;
    }
  }
  return bytes;
};
