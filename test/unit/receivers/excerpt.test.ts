import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerptOf } from '../../../functions/receivers/excerpt.ts';
import { holds } from '../../support/runner/property.ts';

test.each<[string, Buffer, string | undefined]>([
  ['nothing', Buffer.alloc(0), undefined],
  ['a short one', Buffer.from('{"ok": true}\n'), '{"ok": true}\n'],
  ['a long one', Buffer.alloc(70_000, 'x'), 'x'.repeat(500)],
  ['one that is cut within a character', Buffer.from(`x${'ü'.repeat(400)}`), `x${'ü'.repeat(249)}`],
  ['one that ends within a character', Buffer.from('Grü').subarray(0, 3), 'Gr'],
  ['commands for a terminal', Buffer.from('\x1b[2J\0gone\x7f\u009b'), '\ufffd[2J\ufffdgone\ufffd\ufffd'],
  ['another charset', Buffer.from('Grüezi', 'latin1'), 'Gr\ufffdezi'],
  ['compressed bytes', Buffer.alloc(500, 0xff), '\ufffd'.repeat(166)],
])('%s', (_, bytes, excerpt) => {
  expect(excerptOf(bytes)).toBe(excerpt);
});

test('it is valid text of 500 bytes at most, whatever the answer holds', () => {
  holds(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const excerpt = excerptOf(Buffer.from(bytes)) ?? '';

      expect(Buffer.byteLength(excerpt)).toBeLessThanOrEqual(500);
      expect(excerpt.isWellFormed()).toBe(true);
    }),
  );
});
