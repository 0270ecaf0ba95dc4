import { expect, test } from 'vitest';
import { batchesOf, marksOf, numbered } from '../../../functions/messages/calls.ts';
import { aMessage, swissMobiles } from '../../support/model/messages.ts';

const messagesOf = (texts: readonly string[]) =>
  swissMobiles(texts.length).map((to, index) => aMessage({ to, text: texts[index] ?? '' }));

const same = (count: number) => Array.from({ length: count }, () => 'Hello');

test.each<[string, readonly string[], readonly (number | undefined)[]]>([
  ['one message', ['a'], [undefined]],
  ['as many as one call takes', same(100), Array.from({ length: 100 }, () => undefined)],
  ['one more than a call takes', same(101), [...Array.from({ length: 100 }, () => 0), 1]],
  ['a thousand with the same text', same(1_000), same(1_000).map((_, index) => Math.floor(index / 100))],
  ['texts that differ', ['a', 'b', 'c'], [0, 1, 2]],
  ['texts of which some are equal', ['a', 'b', 'a', 'c', 'b'], [0, 1, 0, 2, 1]],
])('each call of several has a number: %s', (_, texts, calls) => {
  const messages = numbered(messagesOf(texts));

  expect(messages.map(({ call }) => call)).toEqual(calls);
  expect(messages.map(({ text }) => text)).toEqual(texts);
  // What is numbered so is handed over so.
  const expected = calls[0] === undefined ? 1 : new Set(calls).size;
  expect(batchesOf(messages)).toHaveLength(expected);
});

test('messages are for the calls whose numbers they have, each once', () => {
  const messages = [undefined, 0, 1, 0].map((call) => aMessage({ ...(call !== undefined && { call }) }));

  expect(marksOf(messages)).toEqual([
    { attempt: 'attempt-0', call: 0 },
    { attempt: 'attempt-0', call: 1 },
  ]);
});
