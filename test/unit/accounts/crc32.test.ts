import { crc32 as nodes } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'vitest';
import { crc32 } from '../../../functions/accounts/crc32.ts';
import { holds } from '../../support/runner/property.ts';

test("the checksum of a text is zlib's", async () => {
  await holds(fc.property(fc.string({ unit: 'binary' }), (text) => crc32(text) === nodes(text)));
});
