import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Status, statuses } from '../../../functions/contract/statuses.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { grown } from '../../../functions/messages/history.ts';
import { claimedBy } from '../../../functions/messages/message.ts';
import type { HandOverOutcome } from '../../../functions/messages/ports.ts';
import { canTransition } from '../../../functions/messages/status.ts';
import { acceptAll } from '../../support/fakes/scripted-upstream.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { holds } from '../../support/runner/property.ts';

const cause = new Error('lost');

const outcome: fc.Arbitrary<HandOverOutcome | undefined> = fc.constantFrom(
  undefined,
  { kind: 'not_sent', cause },
  { kind: 'unknown', cause },
  { kind: 'rejected', reason: { code: 'gateway_4', text: 'A problem with the format of the message.' } },
);

/** One thing that happens to a message; `knows`: which of its states so far the run goes by, for it may be late. */
const event = fc.record({
  action: fc.constantFrom('handOver', 'refresh', 'cancel'),
  knows: fc.nat(),
  outcome,
  told: fc.constantFrom<(Status | undefined)[]>(undefined, ...statuses),
  isCancelled: fc.constantFrom(true, false, undefined),
  isRecorded: fc.constantFrom(true, true, true, false),
});

const onlyIfUnrecorded = (error: unknown) => expect(error).toBeInstanceOf(StoreUnavailableError);

const entries = (...told: readonly [Status, string][]) => told.map(([status, at]) => ({ status, at }));

test('an entry is no earlier than the last, for clocks differ', () => {
  const history = entries(['accepted', '1'], ['submitting', '2'], ['queued', '5']);

  expect(grown(history, { status: 'delivered', at: '3' }).at(-1)).toEqual({ status: 'delivered', at: '5' });
});

test('two entries that say the same as the two before them are left out', () => {
  const history = entries(
    ['submitting', '1'],
    ['queued', '2'],
    ['accepted', '3'],
    ['submitting', '4'],
    ['accepted', '5'],
  );

  expect(grown(history, { status: 'submitting', at: '6' })).toEqual(history.slice(0, 4));
});

test('whatever happens, late, twice or at once: a status never goes back, a final one never changes', async () => {
  await holds(
    fc.asyncProperty(fc.array(event, { maxLength: 8 }), fc.boolean(), async (events, isAtOnce) => {
      const first = aMessage(claimedBy('attempt-0', now));
      const { store, upstream, handOver, refresh, cancel, deadline } = aMessageService([first]);
      const happen = async ({ action, knows, outcome, told, isCancelled, isRecorded }: (typeof events)[number]) => {
        const known = store.history[knows % store.history.length] ?? first;
        upstream.script.handOver = (request) => outcome ?? acceptAll(request);
        upstream.script.states = new Map([[known.upstreamId ?? '', { status: told }]]);
        upstream.script.cancel = (ids) => new Map(isCancelled === undefined ? [] : ids.map((id) => [id, isCancelled]));
        store.hooks.isUnavailable = () => !isRecorded;
        if (action === 'handOver') {
          // Only who has claimed a message may hand it over.
          if (known.status === 'submitting') await handOver([known], deadline());
        } else await (action === 'refresh' ? refresh : cancel)([known], deadline()).catch(onlyIfUnrecorded);
      };

      if (isAtOnce) await Promise.all(events.map(happen));
      else for (const event of events) await happen(event);

      for (const [index, after] of store.history.entries()) {
        const before = store.history[index - 1];
        if (before === undefined) continue;
        expect(canTransition(before.status, after.status)).toBe(true);
        expect(after.version).toBe(before.version + 1);
        expect(after.history?.at(-1)).toMatchObject({ status: after.status });
      }
      expect(store.records.get(first.id)).toBe(store.history.at(-1));
    }),
  );
});
