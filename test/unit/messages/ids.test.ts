import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { derivedMessageId, isMessageId, newMessageId } from '../../../functions/messages/ids.ts';
import { holds } from '../../support/runner/property.ts';

const zeros = (size: number) => new Uint8Array(size);
const ones = (size: number) => new Uint8Array(size).fill(0xff);

describe('newMessageId', () => {
  test("writes the ULID specification's example time", () => {
    const id = newMessageId(new Date(1_469_918_176_385), zeros);

    expect(id).toBe('msg_01ARYZ6S410000000000000000');
  });

  test('sorts by time, whatever its random part', () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 2 });

    holds(
      fc.property(time, (millis) => {
        const [earlier, later] = [newMessageId(new Date(millis), ones), newMessageId(new Date(millis + 1), zeros)];
        expect(earlier < later).toBe(true);
        expect(isMessageId(earlier) && isMessageId(later)).toBe(true);
      }),
    );
  });

  test.each(['x', ' ', 'msg_'])('is no id with %j before or behind it', (more) => {
    const id = newMessageId(new Date());

    expect([isMessageId(`${more}${id}`), isMessageId(`${id}${more}`)]).toEqual([false, false]);
  });

  test('differs each time', () => {
    const now = new Date();

    const ids = new Set(Array.from({ length: 1000 }, () => newMessageId(now)));

    expect(ids.size).toBe(1000);
  });
});

describe('derivedMessageId', () => {
  test('is the same for the same account, key and position', () => {
    expect(derivedMessageId('acc_a', 'key', 7)).toBe(derivedMessageId('acc_a', 'key', 7));
    expect(isMessageId(derivedMessageId('acc_a', 'key', 7))).toBe(true);
  });

  test('differs where one of them differs, however they are joined', () => {
    const ids = [
      derivedMessageId('acc_a', 'key', 1),
      derivedMessageId('acc_b', 'key', 1),
      derivedMessageId('acc_a', 'key', 2),
      derivedMessageId('acc_a', 'key2', 1),
      derivedMessageId('acc_a","key', '', 1),
      derivedMessageId('acc_a', '","key', 1),
      derivedMessageId('acc_akey', '', 1),
    ];

    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('isMessageId', () => {
  test.each([
    '',
    'msg_',
    '01ARYZ6S410000000000000000',
    'msg_01aryz6s410000000000000000',
    'msg_01ARYZ6S41000000000000000',
    'msg_01ARYZ6S4100000000000000000',
    'msg_01ARYZ6S41000000000000000I',
    'msg_01ARYZ6S41000000000000000U',
    'msg_01ARYZ6S410000000000000000\n',
    'MSG_01ARYZ6S410000000000000000',
    'msg_../../../etc/passwd0000000',
  ])('refuses %j', (text) => {
    expect(isMessageId(text)).toBe(false);
  });
});
