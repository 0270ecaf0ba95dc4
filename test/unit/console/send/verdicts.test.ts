import { describe, expect, test } from 'vitest';
import type { RecipientPreview } from '../../../../functions/client/index.ts';
import { splitRecipients } from '../../../../functions/console/pages/send/recipients.ts';
import {
  asReplaced,
  type Check,
  inOrder,
  isSmart,
  shownCharacter,
  tally,
  verdictsFor,
} from '../../../../functions/console/pages/send/verdicts.ts';

const preview = (index: number, verdict: string, segments = 2): RecipientPreview => ({
  index,
  to: `+4179123456${index}`,
  country: 'CH',
  verdict,
  detail: verdict === 'send' ? null : 'Not to this one.',
  encoding: 'gsm-7',
  segments,
  credits: verdict === 'send' ? segments : 0,
  sendAt: null,
});

const check = (to: readonly string[], verdicts: readonly string[]): Check => ({
  request: { to, text: 'Hello' },
  dryRun: {
    recipients: verdicts.map((verdict, index) => preview(index, verdict)),
    replaced: [],
    ucs2Characters: [],
    credits: 0,
  },
});

const recipientsIn = (text: string) => splitRecipients(text).recipients;

describe('verdicts', () => {
  test('stay with their recipients while others come and go', () => {
    const before = check(['0790000000', 'nobody'], ['send', 'invalid_number']);

    const verdicts = verdictsFor(recipientsIn('nobody\n0790000001\n0790000000'), before);

    expect(verdicts.map(({ preview }) => preview?.verdict)).toEqual(['invalid_number', undefined, 'send']);
  });

  test('of the same number twice are one each', () => {
    const before = check(['0790000000', '0790000000'], ['send', 'duplicate_recipient']);

    const verdicts = verdictsFor(recipientsIn('0790000000\n0790000000\n0790000000'), before);

    expect(verdicts.map(({ preview }) => preview?.verdict)).toEqual(['send', 'duplicate_recipient', undefined]);
  });

  test('show first who gets nothing, then of whom it is not known', () => {
    const before = check(['0790000000', 'nobody'], ['send', 'invalid_number']);

    const verdicts = inOrder(verdictsFor(recipientsIn('0790000000\n0790000001\nnobody'), before));

    expect(verdicts.map(({ recipient }) => recipient.to)).toEqual(['nobody', '0790000001', '0790000000']);
  });

  test('are added up', () => {
    const before = check(['0790000000', '0790000002', 'nobody'], ['send', 'send', 'invalid_number']);

    const verdicts = verdictsFor(recipientsIn('0790000000\n0790000002\nnobody\n0790000001'), before);

    expect(tally(verdicts)).toEqual({ good: 2, bad: 1, unchecked: 1, segments: 4, credits: 4 });
  });
});

test('a text is shown as it goes out', () => {
  const replaced = [
    { from: '’', to: "'", count: 2 },
    { from: '\u200b', to: '', count: 1 },
  ];

  expect(asReplaced('It’s Eva’s\u200b.', replaced)).toBe("It's Eva's.");
});

test('a character that one would not see is named', () => {
  expect(['’', '👍🏽', '\u200b', '\u00a0', '\u202e', '\ud800'].map(shownCharacter)).toEqual([
    '’',
    '👍🏽',
    'U+200B',
    'U+00A0',
    'U+202E',
    'U+D800',
  ]);
});

test('characters are replaced as the form says, and as the account has it where the form leaves that open', () => {
  const replaced = [{ from: '„', to: '"', count: 1 }];

  expect(isSmart('smart', [])).toBe(true);
  expect(isSmart('', replaced)).toBe(true);
  expect(isSmart('', [])).toBe(false);
  expect(isSmart('auto', [])).toBe(false);
});
