import { describe, expect, test } from 'vitest';
import { mostSegments } from '../../../functions/contract/send.ts';
import { mostUnits } from '../../../functions/messages/text.ts';
import { wordingsOf } from '../../../functions/messages/wording.ts';

const most = mostUnits(mostSegments);

describe('the texts of a request', () => {
  test('are worked out once where they are equal', () => {
    const { for: wordingFor } = wordingsOf({ text: '{a}', values: { a: 'x' } }, 1);

    expect(wordingFor({ a: 'x' }).wording).toBe(wordingFor(undefined).wording);
    expect(wordingFor({ a: 'y' }).wording).toMatchObject({ text: 'y', replaced: [] });
  });

  test.each([
    ['has no values', undefined, '{a}', undefined],
    ['is none with placeholders', {}, '{', expect.stringContaining('{')],
  ])('are as written where it %s', (_, values, text, problem) => {
    const wordings = wordingsOf({ text, ...(values && { values }) }, 1);

    expect(wordings.problem).toEqual(problem);
    expect(wordings.for(undefined)).toEqual({
      wording: { text, encoding: 'gsm-7', segments: 1, replaced: [] },
      problem: undefined,
    });
  });

  test.each([
    ['as many placeholders as a text has characters', '{a}'.repeat(most), false],
    ['more placeholders than that', '{a}'.repeat(most + 1), true],
    ['no text beside its placeholders', '{a}', false],
    ['no text at all', '', true],
  ])('with %s', (_, text, isProblem) => {
    expect(wordingsOf({ text, values: {} }, mostSegments).problem !== undefined).toBe(isProblem);
  });

  test('name the placeholders with the values that made it too long', () => {
    const { problem, for: wordingFor } = wordingsOf({ text: 'Hello {a}', values: {} }, 1);

    expect(problem).toBeUndefined();
    expect(wordingFor({ a: 'x'.repeat(160) }).problem).toContain('{a}');
  });
});
