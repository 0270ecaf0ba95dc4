import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContentCodingError, unpack } from '../../../functions/upstream/content-coding.ts';
import { holds } from '../../support/runner/property.ts';

const maxBytes = 1024 * 1024;
const document = Buffer.from('<?xml version="1.0"?><methodResponse/>');

describe('a document', () => {
  test.each([undefined, '', 'identity', 'none', 'utf-8', 'gzip', 'deflate', 'br', 'x-unheard-of'])(
    'that stands in clear is that, whatever its coding is called: %s',
    (coding) => {
      for (const clear of [document, Buffer.from(`\ufeff\n${document}`), Buffer.from(`\ufeff${document}`, 'utf16le')]) {
        expect(unpack(clear, coding, maxBytes)).toEqual(clear);
      }
    },
  );

  test.each([
    ['gzip', gzipSync(document)],
    ['GZIP', gzipSync(document)],
    ['x-gzip', gzipSync(document)],
    ['deflate', deflateSync(document)],
    ['deflate', deflateRawSync(document)],
    ['br', brotliCompressSync(document)],
    ['zstd', zstdCompressSync(document)],
    ['deflate, gzip', gzipSync(deflateSync(document))],
    ['identity , gzip', gzipSync(document)],
    ['gzip, utf-8', gzipSync(document)],
    ['none', gzipSync(document)],
    [undefined, gzipSync(document)],
    ['deflate', gzipSync(document)],
    ['br', gzipSync(document)],
    ['br, gzip', gzipSync(gzipSync(document))],
    ...['\n', '\r\n', '\0\0'].flatMap((padding): [string, Buffer][] => [
      ['gzip', Buffer.concat([gzipSync(document), Buffer.from(padding)])],
      ['deflate', Buffer.concat([deflateSync(document), Buffer.from(padding)])],
      ['deflate', Buffer.concat([deflateRawSync(document), Buffer.from(padding)])],
      ['br', Buffer.concat([brotliCompressSync(document), Buffer.from(padding)])],
    ]),
  ])('is unpacked from %s', (coding, body) => {
    expect(unpack(body, coding, maxBytes)).toEqual(document);
  });

  test('stands in clear, whatever and how many codings are named', () => {
    expect(unpack(document, 'gzip, br, zstd, gzip', maxBytes)).toBe(document);
  });

  test('stands in clear after any number of blanks, and that is seen at once', () => {
    const clear = Buffer.from(' \n'.repeat(maxBytes / 2) + document);
    const start = process.threadCpuUsage();

    expect(unpack(clear, 'gzip', maxBytes)).toBe(clear);
    expect(() => unpack(Buffer.alloc(maxBytes, ' '), 'gzip', maxBytes)).toThrow(ContentCodingError);

    // Of CPU: others may keep the machine busy.
    const { user, system } = process.threadCpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(500);
  });

  test('reads back from each coding, whatever it is', async () => {
    await holds(
      fc.property(fc.uint8Array(), (bytes) => {
        const packed = Buffer.concat([document, bytes]);
        for (const [coding, pack] of [
          ['gzip', gzipSync],
          ['deflate', deflateSync],
          ['br', brotliCompressSync],
        ] as const) {
          expect(unpack(pack(packed), coding, maxBytes)).toEqual(packed);
        }
      }),
    );
  });
});

describe('is refused', () => {
  test.each([
    ['what is no gzip', 'gzip', Buffer.from('hello')],
    ['a text before a tag', 'gzip', Buffer.from('x<a>')],
    ['what is no brotli', 'br', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['text after the end', 'gzip', Buffer.concat([gzipSync(document), Buffer.from('text')])],
    ['text after the end of zstd', 'zstd', Buffer.concat([zstdCompressSync(document), Buffer.from('junk')])],
    ['two documents of zstd', 'zstd', Buffer.concat([zstdCompressSync(document), zstdCompressSync(document)])],
    ...([deflateSync, deflateRawSync, brotliCompressSync] as const).flatMap((pack): [string, string, Buffer][] => {
      const coding = pack === brotliCompressSync ? 'br' : 'deflate';
      return [
        [`text after the end of ${pack.name}`, coding, Buffer.concat([pack(document), Buffer.from('junk')])],
        [`two documents of ${pack.name}`, coding, Buffer.concat([pack(document), pack(document)])],
      ];
    }),
    ['three codings', 'gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(document)))],
  ])('%s', (_, coding, body) => {
    expect(() => unpack(body, coding, maxBytes)).toThrow(expect.objectContaining({ truncated: false }));
    expect(() => unpack(body, coding, maxBytes)).toThrow(ContentCodingError);
  });

  test.each([
    ['gzip', gzipSync(document)],
    ['deflate', deflateSync(document)],
    ['br', brotliCompressSync(document)],
  ])('%s that is cut short, as such', (coding, body) => {
    expect(() => unpack(body.subarray(0, -5), coding, maxBytes)).toThrow(expect.objectContaining({ truncated: true }));
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(50 * maxBytes, ' '))],
    ['br', brotliCompressSync(Buffer.alloc(50 * maxBytes, ' '))],
    ['zstd', zstdCompressSync(Buffer.alloc(50 * maxBytes, ' '))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50 * maxBytes, ' ')))],
  ])('what is over the bound when it is unpacked from %s, before it is', (coding, bomb) => {
    const before = process.memoryUsage();
    const started = process.cpuUsage();

    expect(() => unpack(bomb, coding, maxBytes)).toThrow(ContentCodingError);

    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(500);
    expect(process.memoryUsage().arrayBuffers - before.arrayBuffers).toBeLessThan(16 * maxBytes);
  });

  test('what fills the bound and no more is taken', () => {
    const full = Buffer.alloc(maxBytes, ' ');

    expect(unpack(gzipSync(full), 'gzip', maxBytes)).toHaveLength(maxBytes);
    expect(() => unpack(gzipSync(Buffer.concat([full, document])), 'gzip', maxBytes)).toThrow(ContentCodingError);
  });
});
