import { describe, expect, test } from 'vitest';
import { Textgate } from '../../../../functions/client/index.ts';
import { bareNumber, readRecipient } from '../../../../functions/console/pages/messages/read-recipient.ts';

test.each([
  ['+41 79 123 45 67', '+41791234567'],
  ['0041 79 123-45-67', '+41791234567'],
  ['+41 (79) 123.45.67', '+41791234567'],
  ['+41\u00A079/123\u201145\u201167', '+41791234567'],
])('%s is E.164 but for punctuation', (text, number) => {
  expect(bareNumber(text)).toBe(number);
});

test.each(['079 123 45 67', 'Anna', '+', '+41 79 12x', '++41791234567', '+0791234567'])('%s is not', (text) => {
  expect(bareNumber(text)).toBeUndefined();
});

describe('a recipient', () => {
  const reading = (text: string, answer: object | undefined, isAllowed = true) => {
    const asked: unknown[] = [];
    const textgate = new Textgate({
      url: 'https://api.example.com',
      apiKey: 'key',
      maxRetries: 0,
      fetch: async (_, init) => {
        asked.push(init?.body);
        if (answer === undefined) throw new Error('no network');
        return Response.json(answer);
      },
    });
    return { asked, read: readRecipient(text, { textgate, may: () => isAllowed }) };
  };
  const gateway = { available: true, number: null };

  test('is read by the API, which knows how people write in its region', async () => {
    const { read } = reading('079 123 45 67', { number: '+41791234567', country: 'CH', problem: null, gateway });

    expect(await read).toEqual({ number: '+41791234567' });
  });

  test('that nothing is sent to may have had messages before', async () => {
    const problem = { code: 'country_not_allowed', detail: 'Numbers of FR are not sent to.' };
    const { read } = reading('0033 612345678', { number: '+33612345678', country: 'FR', problem, gateway });

    expect(await read).toEqual({ number: '+33612345678' });
  });

  test('that is no number has the reason of the API', async () => {
    const problem = { code: 'invalid_number', detail: 'It is too short.' };
    const { read } = reading('12', { number: null, country: null, problem, gateway });

    expect(await read).toEqual({ number: undefined, why: 'It is too short.' });
  });

  test.each([
    ['the key may not ask', {}, false],
    ['nobody answers', undefined, true],
  ])('is read without the API where %s', async (_, answer, isAllowed) => {
    expect(await reading('0041 79 123 45 67', answer, isAllowed).read).toEqual({ number: '+41791234567' });
    expect(await reading('079 123 45 67', answer, isAllowed).read).toEqual({ number: undefined, why: undefined });
  });

  test('in E.164 is not asked about', async () => {
    const { asked, read } = reading('+41791234567', {});

    expect(await read).toEqual({ number: '+41791234567' });
    expect(asked).toEqual([]);
  });
});
