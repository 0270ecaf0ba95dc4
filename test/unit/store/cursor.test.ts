import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidCursorError } from '../../../functions/messages/errors.ts';
import {
  readCursor,
  readDeliveryCursor,
  readSuppressionCursor,
  writeCursor,
  writeDeliveryCursor,
  writeSuppressionCursor,
} from '../../../functions/store/cursor.ts';
import { aMessage } from '../../support/model/messages.ts';
import { holds } from '../../support/runner/property.ts';

const { id, createdAt } = aMessage();
const position = { createdKey: `${createdAt}#${id}`, id };
const written = writeCursor('acc_shop', position);

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  test('is read as it was written, and fits a URL', () => {
    expect(readCursor(written, 'acc_shop')).toEqual(position);
    expect(written).toMatch(/^[\w-]{1,500}$/);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'AAAA'],
    ['another form', encoded({ account: 'acc_shop' })],
    ['another version', encoded([2, 'acc_shop', position.createdKey, id])],
    ['more than one', encoded([1, 'acc_shop', position.createdKey, id, id])],
    ['an id that is none', encoded([1, 'acc_shop', `${createdAt}#x`, 'x'])],
    ['a key of another id', encoded([1, 'acc_shop', `${createdAt}#${aMessage().id}`, id])],
    ['another account', encoded([1, 'acc_other', position.createdKey, id])],
  ])('with %s is refused', (_, cursor) => {
    expect(() => readCursor(cursor, 'acc_shop')).toThrow(InvalidCursorError);
  });

  test("of one account is not another's", () => {
    expect(() => readCursor(written, 'acc_other')).toThrow(InvalidCursorError);
  });

  test('of a list of numbers is read as it was written, by its own account and for that list alone', () => {
    const ofNumbers = writeSuppressionCursor('acc_shop', '+41791234567');

    expect(readSuppressionCursor(ofNumbers, 'acc_shop')).toBe('+41791234567');
    expect(ofNumbers).toMatch(/^[\w-]{1,500}$/);
    expect(() => readSuppressionCursor(ofNumbers, 'acc_other')).toThrow(InvalidCursorError);
    expect(() => readSuppressionCursor(writeSuppressionCursor('acc_shop', ''), 'acc_shop')).toThrow(InvalidCursorError);
    expect(() => readSuppressionCursor(written, 'acc_shop')).toThrow(InvalidCursorError);
    expect(() => readCursor(ofNumbers, 'acc_shop')).toThrow(InvalidCursorError);
  });

  test('of deliveries is read as it was written, by its own account and for that list alone', () => {
    const last = { webhook: 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW', id: 'evt_01JD3Z5A7Q0B9V4XK2M8N6RSTW' };
    const ofMessage = writeDeliveryCursor('acc_shop', id, last);

    expect(readDeliveryCursor(ofMessage, 'acc_shop', id)).toEqual(last);
    expect(ofMessage).toMatch(/^[\w-]{1,500}$/);
    const nameless = writeDeliveryCursor('acc_shop', id, { ...last, id: '' });
    for (const [cursor, account, list] of [
      [ofMessage, 'acc_other', id],
      [ofMessage, 'acc_shop', last.webhook],
      [nameless, 'acc_shop', id],
      [written, 'acc_shop', id],
    ] as const) {
      expect(() => readDeliveryCursor(cursor, account, list)).toThrow(InvalidCursorError);
    }
    expect(() => readCursor(ofMessage, 'acc_shop')).toThrow(InvalidCursorError);
  });

  test('changed in any way is refused or leads nowhere else', () => {
    const change = fc.record({ at: fc.nat(written.length - 1), to: fc.constantFrom(...'ABCabc012-_=') });

    holds(
      fc.property(change, ({ at, to }) => {
        const cursor = written.slice(0, at) + to + written.slice(at + 1);
        try {
          const { createdKey, id } = readCursor(cursor, 'acc_shop');
          expect(createdKey.endsWith(`#${id}`)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidCursorError);
        }
      }),
    );
  });
});
