import { expect, it } from 'vitest';
import { createChanges } from '../../../infra/local/simulator/changes.ts';
import { departureOf } from '../../../infra/local/simulator/progress.ts';
import { createState } from '../../../infra/local/simulator/state.ts';

it('looks through 10,000 messages again in no time, and tells the one that changed', () => {
  let now = 0;
  const state = createState({ speed: 1, accounts: [], realTime: () => now });
  const to = { account: 'demo', to: '+41791234567', sender: 'test', text: 'Hello', type: 'text' as const };
  for (let index = 0; index < 10_000; index += 1) {
    state.messages.set(`${index}`, {
      ...{ ...to, id: `${index}`, segments: 1, credits: 1, outcome: index === 4_711 ? 1 : 8 },
      ...{ acceptedAt: 0, scheduledFor: undefined, departure: departureOf(0, undefined) },
      ...{ held: undefined, ended: undefined },
    });
  }
  const changesSince = createChanges(state);
  const { counter, messages } = changesSince(undefined);
  expect(messages).toHaveLength(10_000);
  now = 10_000;

  const started = performance.now();
  const later = changesSince(counter);

  expect(performance.now() - started).toBeLessThan(500);
  expect(later).toMatchObject({ isWhole: false, messages: [{ id: '4711', statusCode: 1 }] });
});
