import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressFor } from '../../../functions/client/address.ts';
import { TextgateError } from '../../../functions/client/errors.ts';

const at = (value: string, query: object = {}) =>
  new URL(addressFor('https://a.example', '/v1/messages/{id}/deliveries', [value], query));

test.each([
  ['https://a.example', 'https://a.example/v1/messages'],
  ['https://a.example/', 'https://a.example/v1/messages'],
  ['https://a.example:8443/sms//', 'https://a.example:8443/sms/v1/messages'],
  ['http://127.0.0.1:4700/?page=1#top', 'http://127.0.0.1:4700/v1/messages'],
])('%s: %s', (url, expected) => {
  expect(addressFor(url, '/v1/messages', [], {})).toBe(expected);
});

test('what comes between braces does so in its order', () => {
  expect(addressFor('https://a.example', '/v1/webhooks/{webhook}/deliveries/{delivery}', ['wh_1', 'evt_2'], {})).toBe(
    'https://a.example/v1/webhooks/wh_1/deliveries/evt_2',
  );
});

test('no value leads to another route', () => {
  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'f', 'F', '?', '#', ' ', '+', '$&', '\n', '\ud800'),
    }),
  );
  fc.assert(
    fc.property(values, (value) => {
      let address: URL;
      try {
        address = at(value);
      } catch (error) {
        expect(error).toBeInstanceOf(TextgateError);
        expect(value === '' || /^\.\.?$|[/\\?#%]/.test(value) || !value.isWellFormed()).toBe(true);
        return;
      }
      // As a gateway that decodes before it looks for the route sees it, even if it does so twice.
      for (const path of [address.pathname, decodeURIComponent(address.pathname)]) {
        expect(path.split('/').map((segment, i) => (i === 3 ? '' : segment))).toEqual([
          '',
          'v1',
          'messages',
          '',
          'deliveries',
        ]);
      }
      expect(decodeURIComponent(address.pathname.split('/')[3] ?? '')).toBe(value);
      expect([address.search, address.hash]).toEqual(['', '']);
    }),
    { numRuns: 300 },
  );
});

test.each(['', '.', '..', 'a/b', '..\\', '%2e%2e', 'a?b', 'a#b', '\ud800'])('%j is none', (value) => {
  expect(() => at(value)).toThrow(TextgateError);
});

test('a query is read as it was given', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer(), (reference, limit) => {
      const { search } = at('1', { reference, limit, to: undefined });

      expect(search).not.toContain('+');
      expect([...new URLSearchParams(search)]).toEqual([
        ['reference', reference],
        ['limit', String(limit)],
      ]);
    }),
    { numRuns: 200 },
  );
});
