import { describe, expect, test } from 'vitest';
import { UpstreamUnavailableError } from '../../../../functions/messages/errors.ts';
import { createCircuit } from '../../../../functions/messages/sweep/circuit.ts';

const places = ['a', 'b', 'c'].map((after) => ({ shard: '0', window: 'all', after }));
const [first, second, third] = places;
const nonsense = new Error('nonsense');

const silentAt = (...silent: readonly ((typeof places)[number] | undefined)[]) => {
  const circuit = createCircuit();
  for (const place of silent) if (place !== undefined) circuit.silent(place);
  return circuit;
};

describe('the circuit', () => {
  test('opens at the third call in a row without an answer, and tells where those were', () => {
    expect(silentAt(first, second).isTripped()).toBe(false);
    expect(silentAt(first, second, third).isTripped()).toBe(true);
    expect(silentAt(first, second, third).unanswered()).toEqual(places);
  });

  test.each([
    ['an answer', 'answered'],
    ['an answer that makes no sense', 'unreadable'],
  ] as const)('closes with %s', (_, kind) => {
    const circuit = silentAt(first, second, third);

    circuit[kind](nonsense);

    expect([circuit.isTripped(), circuit.unanswered()]).toEqual([false, []]);
  });

  test('gives the gateway up at the 65th answer in a row that makes no sense', () => {
    const circuit = createCircuit();
    const unreadable = (times: number) => {
      for (let time = 0; time < times; time += 1) circuit.unreadable(nonsense);
    };

    unreadable(64);
    circuit.answered();
    unreadable(64);

    expect(() => unreadable(1)).toThrow(UpstreamUnavailableError);
    expect(() => unreadable(1)).toThrow(expect.objectContaining({ cause: nonsense }));
  });
});
