import { safeParse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { faultKinds, isFaultName } from '../../../infra/local/simulator/fault-kinds.ts';
import { faultSchema } from '../../../infra/local/simulator/faults.ts';
import { faultFor, frequenciesOf } from '../../../infra/local/simulator/phone/fault-form.ts';
import {
  findPhones,
  phonesOf,
  readUntil,
  secondsToMorning,
  withChanges,
} from '../../../infra/local/simulator/phone/phones.ts';
import type { MessageView } from '../../../infra/local/simulator/state.ts';

const at = (second: number): string => new Date(second * 1000).toISOString();

const aMessage = (id: string, to: string, accepted: number, received: number | null = null): MessageView => ({
  ...{ id, to, account: 'demo', sender: 'Shop', text: id, type: 'text', segments: 1, credits: 1 },
  ...{ errorCode: 1, statusCode: received === null ? 8 : 1, hasEnded: received !== null, isHeld: false },
  ...{ acceptedAt: at(accepted), scheduledFor: null, receivedAt: received === null ? null : at(received) },
});

const messagesOf = (...messages: MessageView[]) => withChanges(new Map(), { counter: '', isWhole: true, messages });

describe('the phones', () => {
  it('stand with the one first to which something happened last, and count what is new', () => {
    const messages = messagesOf(
      aMessage('a', '+41791234567', 1, 20),
      aMessage('b', '+41791234567', 3, 5),
      aMessage('c', '+41799999999', 10),
    );

    const phones = phonesOf(messages, { '+41791234567': at(5) });

    expect(phones).toMatchObject([
      { to: '+41791234567', unread: 1, last: { id: 'a' }, messages: [{ id: 'a' }, { id: 'b' }] },
      { to: '+41799999999', unread: 0, last: { id: 'c' } },
    ]);
    expect(phones.map(readUntil)).toEqual([at(20), '']);
  });

  it('are the same ones where nothing has changed, and others after a reset', () => {
    const before = messagesOf(aMessage('a', '+41791234567', 1));
    const change = { counter: '', messages: [aMessage('b', '+41791234567', 2)] };

    expect(withChanges(before, { ...change, isWhole: false, messages: [] })).toBe(before);
    expect([...withChanges(before, { ...change, isWhole: false }).keys()]).toEqual(['a', 'b']);
    expect([...withChanges(before, { ...change, isWhole: true }).keys()]).toEqual(['b']);
  });

  it.each(['079 123', '+41 79', '1234567', '  '])('are found by a number as one writes it: %j', (typed) => {
    const phones = phonesOf(messagesOf(aMessage('a', '+41791234567', 1)), {});

    expect(findPhones(phones, typed)).toHaveLength(1);
    expect(findPhones(phones, '4711')).toEqual([]);
  });
});

it.each([
  ['2026-11-26T07:59:59', 1],
  ['2026-11-26T08:00:00', 86_400],
  ['2026-11-26T20:00:00', 43_200],
])('the next morning after %s is %i s away', (now, seconds) => {
  expect(secondsToMorning(new Date(now))).toBe(seconds);
});

describe.each(Object.keys(faultKinds).filter(isFaultName))('the fault %s', (name) => {
  it.each(frequenciesOf(name))('is one that the control API takes: %s', (frequency) => {
    for (const flag of [true, false]) {
      const fault = faultFor({ name, frequency, isOnlySends: flag, isApplied: flag, delay: '2' });

      expect(safeParse(faultSchema, fault).issues).toBeUndefined();
    }
  });
});
