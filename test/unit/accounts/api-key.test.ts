import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashApiKey, isApiKey, newApiKey } from '../../../functions/accounts/api-key.ts';
import { holds } from '../../support/runner/property.ts';

const random = fc.infiniteStream(fc.nat()).map((numbers) => (limit: number) => Number(numbers.next().value) % limit);

describe('newApiKey', () => {
  test('makes keys with at least 128 random bits', () => {
    const { key } = newApiKey();

    const [, secret = ''] = /^textgate_([0-9A-Za-z]+)[0-9A-Za-z]{6}$/.exec(key) ?? [];
    expect(secret.length * Math.log2(62)).toBeGreaterThanOrEqual(128);
  });

  test('makes no key twice', () => {
    const keys = Array.from({ length: 1000 }, () => newApiKey());

    expect(new Set(keys.map(({ key }) => key)).size).toBe(1000);
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1000);
  });

  test('gives an id and a hash that do not contain the key', () => {
    const { key, id, hash } = newApiKey();

    expect(id).toMatch(/^key_[0-9A-Za-z]{16}$/);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hash).toBe(hashApiKey(key));
    expect(key).not.toContain(id.slice(4));
  });
});

describe('isApiKey', () => {
  test('accepts every key that is made', () =>
    holds(
      fc.property(random, (draw) => {
        expect(isApiKey(newApiKey(draw).key)).toBe(true);
      }),
    ));

  test('refuses a key with one character mistyped', () =>
    holds(
      fc.property(random, fc.nat(), fc.stringMatching(/^[0-9A-Za-z]$/), (draw, at, typo) => {
        const { key } = newApiKey(draw);
        const position = 'textgate_'.length + (at % 36);
        if (key[position] === typo) return;

        expect(isApiKey(key.slice(0, position) + typo + key.slice(position + 1))).toBe(false);
      }),
    ));

  test.each(['', 'textgate_', 'textgate_abc', `textgate_${'0'.repeat(1000)}`, `${newApiKey().key}\n`])(
    'refuses %j',
    (text) => {
      expect(isApiKey(text)).toBe(false);
    },
  );
});
