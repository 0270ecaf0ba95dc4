import { describe, expect, test } from 'vitest';
import { readOptions, readWebhookOptions } from '../../soak/options.ts';

describe('the arguments of a soak', () => {
  test('may be left out', () => {
    expect(readOptions([])).toEqual({ messages: 10_000, seeds: [1, 2, 3] });
  });

  test.each([
    [['--messages', '1', '--seeds', '0'], { messages: 1, seeds: [0] }],
    [['--messages=1000000', '--seeds=7,4294967295'], { messages: 1_000_000, seeds: [7, 4_294_967_295] }],
  ])('are %j', (args, read) => {
    expect(readOptions(args)).toEqual(read);
  });

  test.each(['', 'abc', '0', '-1', '1e3', '0x10', ' 5', '1.5', '1000001'])(
    'name %j as no number of messages',
    (text) => {
      expect(() => readOptions([`--messages=${text}`])).toThrow(
        `--messages must be a whole number from 1 to 1000000, and is "${text}".\nUsage: npm run soak`,
      );
    },
  );

  test.each(['', ',', '1,,2', '1;2', '1,two', '-1', '4294967296'])('name %j as no seeds', (text) => {
    expect(() => readOptions([`--seeds=${text}`])).toThrow(/^--seeds must be whole numbers .* like 1,2,3/);
  });

  test.each([[['--size', '5']], [['5']], [['--messages']]])(
    'that are unknown or half are told, with the usage: %j',
    (args) => {
      expect(() => readOptions(args)).toThrow('Usage: npm run soak');
    },
  );
});

test('the arguments of a soak of webhooks are the number of changes and a seed', () => {
  expect(readWebhookOptions([])).toEqual({ changes: 10_000, seed: 1 });
  expect(readWebhookOptions(['--changes', '500', '--seed', '7'])).toEqual({ changes: 500, seed: 7 });
  for (const args of [
    ['--changes', '0'],
    ['--seed', 'x'],
    ['--messages', '5'],
  ]) {
    expect(() => readWebhookOptions(args)).toThrow('Usage: npm run soak:webhooks');
  }
});
