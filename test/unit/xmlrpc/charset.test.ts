import { expect, test } from 'vitest';
import { notXml } from '../../../functions/contract/characters.ts';
import { illegalCharacters } from '../../../functions/xmlrpc/charset.ts';

test('the message service refuses the characters that the codec cannot carry, and no others', () => {
  const all = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code));

  expect(all.filter((character) => notXml.test(character))).toEqual(
    all.filter((character) => illegalCharacters.test(character)),
  );
});
