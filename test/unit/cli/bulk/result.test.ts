import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOf } from '../../../../infra/cli/bulk/job/lines.ts';
import { lineOf, lineStart, readLine } from '../../../../infra/cli/bulk/job/result.ts';
import { iterated, listed } from '../../../support/bulk/iterated.ts';
import { holds } from '../../../support/runner/property.ts';

const result = { row: 2, to: '+41791234567', id: 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW', status: 'queued', reason: '' };

describe('a line of the results', () => {
  const lines: readonly (readonly [what: string, parts: Partial<typeof result>, line: string])[] = [
    ['a message', {}, '2,+41791234567,msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW,queued,'],
    ['a comma', { reason: 'x: a, b' }, '2,+41791234567,msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW,queued,"x: a, b"'],
    ['quotation marks', { to: 'the "shop"' }, '2,"the ""shop""",msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW,queued,'],
    ['a line end', { to: '079\n123' }, '2,079 123,msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW,queued,'],
    ['a formula', { to: '=HYPERLINK("x")' }, `2,"'=HYPERLINK(""x"")",msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW,queued,`],
    ['a formula that looks like a number', { to: '+1-2' }, "2,'+1-2,msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW,queued,"],
  ];
  test.each(lines)('has %s', (_, parts, line) => {
    expect(lineOf({ ...result, ...parts }, ',')).toBe(line);
  });

  test('is read as it was written, whatever stands in the file', () =>
    holds(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        fc.constantFrom(',', ';', '\t'),
        (to, reason, delimiter) => {
          const line = lineOf({ ...result, to, reason }, delimiter);

          expect(line).not.toMatch(/[\n\0]/);
          expect(line.startsWith(lineStart({ row: 2, to }, delimiter))).toBe(true);
          expect(readLine(line, delimiter)).toMatchObject({ row: 2, id: result.id, status: 'queued' });
          const again = readLine(line, delimiter);
          expect(again && lineOf(again, delimiter)).toBe(line);
        },
      ),
    ));
});

test('lines are found wherever the file’s pieces end', () =>
  holds(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom('a', 'ü', '\n', '😀') }),
      fc.integer({ min: 1, max: 5 }),
      async (text, size) => {
        const bytes = Buffer.from(text);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, at * size + size),
        );

        const lines = await listed(linesOf(iterated(pieces)));

        expect(lines.map(({ text, isWhole }) => (isWhole ? `${text}\n` : text)).join('')).toBe(text);
        expect(lines.at(-1)?.end ?? 0).toBe(bytes.length);
      },
    ),
  ));
