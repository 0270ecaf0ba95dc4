import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeBounded, limits, type Measures } from '../../support/decoding/bounded-decoding.ts';
import { seed } from '../../support/runner/property.ts';

const folder = new URL('../../fixtures/xmlrpc/', import.meta.url);
const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(new URL(name, folder)));
const mutations = { count: 100_000, seed };

/** That the heap is within its bounds is known by then: beyond them the worker would have ended. */
const expectWithinBounds = ({ slowest, mostBuffers }: Measures) => {
  expect(slowest, `milliseconds, with seed ${seed}`).toBeLessThan(100);
  expect(mostBuffers, `bytes, with seed ${seed}`).toBeLessThan(limits.buffers * 2 ** 20);
};

test(`invariant 13: ${mutations.count} mutated documents are decoded or refused, each within 100 ms and 64 MiB`, {
  timeout: 60_000,
}, async () => {
  const measures = await decodeBounded({ documents, mutations });

  expectWithinBounds(measures);
  expect(measures.decoded, 'some mutations leave a document sound').toBeGreaterThan(0);
});

const response = (content: string) =>
  Buffer.from(`<methodResponse><params><param><value>${content}</value></param></params></methodResponse>`);

const base64 = `<base64>${'AAAA'.repeat(250_000)}</base64>`;

test.each<[string, string]>([
  ['ampersands', '&'.repeat(1_000_000)],
  ['ampersands far from a semicolon', `${'&a'.repeat(400_000)};`],
  ['references', '&lt;'.repeat(250_000)],
  ['zeros in a reference', `&#${'0'.repeat(900_000)}65;`],
  ['long references', `&#${'0'.repeat(500)}65;`.repeat(1900)],
  ['comments', '<!---->'.repeat(140_000)],
  ['processing instructions', '<?a?>'.repeat(180_000)],
  ['processing instructions without an end', '<?a '.repeat(240_000)],
  ['a processing instruction', `<?${'a'.repeat(900_000)}?>`],
  ['white space in an int', `<int>1${' '.repeat(900_000)}1</int>`],
  ['white space in an attribute', `<int a${' '.repeat(900_000)}/>`],
  ['white space within base64', `<base64>AAAA${' '.repeat(900_000)}*</base64>`],
  ['CDATA', '<![CDATA[]]>'.repeat(80_000)],
  ['opened tags', '<value>'.repeat(140_000)],
  ['digits', `<int>${'1'.repeat(900_000)}x</int>`],
  ['a double', `<double>${'1'.repeat(900_000)}x</double>`],
  ['base64', base64],
  ['white space in base64', `<base64>${' '.repeat(900_000)}*</base64>`],
  ['attributes', `<int${Array.from({ length: 80_000 }, (_, index) => ` a${index}="b"`).join('')}>1</int>`],
  ['empty values', `<array><data>${'<value/>'.repeat(120_000)}</data></array>`],
])('invariant 13: a megabyte of %s takes under 100 ms and 64 MiB', async (_, content) => {
  expectWithinBounds(await decodeBounded({ documents: [response(content)] }));
});

test.each<[string, Buffer]>([
  ['white space before the document', Buffer.from(`${' '.repeat(900_000)}<?xml version="1.0"?><a/>`)],
  ['white space within the declaration', Buffer.from(`<?xml ${' '.repeat(900_000)}version="1.0"?><a/>`)],
  ['encodings in the declaration', Buffer.from(`<?xml version="1.0"${' encoding '.repeat(90_000)}?><a/>`)],
  ['UTF-16 white space', Buffer.from(`${' '.repeat(450_000)}<a/>`, 'utf16le')],
  ['byte order marks', Buffer.from('\ufeff'.repeat(300_000))],
  ['UTF-16', Buffer.from(`\ufeff<methodResponse>${'<!---->'.repeat(70_000)}`, 'utf16le')],
])('invariant 13: a megabyte of %s takes under 100 ms and 64 MiB', async (_, document) => {
  expectWithinBounds(await decodeBounded({ documents: [document] }));
});

describe('the bounds', () => {
  const emptyValues = response(`<array><data>${'<value/>'.repeat(120_000)}</data></array>`);

  test('end a decoder that keeps everything', async () => {
    const work = { documents: Array.from({ length: 60 }, () => emptyValues) };

    await expect(decodeBounded({ ...work, keeps: true })).rejects.toMatchObject({ code: 'ERR_WORKER_OUT_OF_MEMORY' });
    await expect(decodeBounded(work)).resolves.toMatchObject({ decoded: 60 });
  });

  test('see what a document takes outside of the heap', async () => {
    const { mostBuffers } = await decodeBounded({ documents: [response(base64)] });

    expect(mostBuffers).toBeGreaterThan(750_000);
  });
});
