import { expect, test, vi } from 'vitest';
import { createTell } from '../../../functions/bus/tell.ts';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { initialState } from '../../../functions/messages/service-state.ts';
import { besidePublishingMillis } from '../../../functions/messages/time-budget.ts';
import { attributesOf } from '../../../functions/store/attributes.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { toStateRecord } from '../../../functions/store/service-states.ts';
import type { News } from '../../../functions/webhooks/news.ts';
import { publishing } from '../../support/fakes/published-events.ts';
import { aMessage } from '../../support/model/messages.ts';

const changes = [1, 2, 3].flatMap((version) =>
  eventsOf({ before: undefined, after: toItem(aMessage({ version }), 90) }),
);

const recording = (isRecorded: (news: News, index: number) => boolean = () => true) => {
  const recorded: News[] = [];
  return {
    recorded,
    recordNews: async (news: readonly News[]) => {
      recorded.push(...news);
      return news.map(isRecorded);
    },
  };
};

test('an event is told when it is published and recorded', async () => {
  const { publish } = publishing({ takes: (event) => event !== changes[2] });
  const { recordNews } = recording((_, index) => index !== 0);

  expect(await createTell({ publish, recordNews })(changes)).toEqual([false, true, false]);
});

test('what is no account’s business is told when it is published', async () => {
  const down = attributesOf(toStateRecord({ ...initialState, upstream: 'unreachable', updatedAt: '2030-06-01' }));
  const { publish, events } = publishing();
  const { recorded, recordNews } = recording(() => false);

  expect(await createTell({ publish, recordNews })(eventsOf({ before: undefined, after: down }))).toEqual([true]);
  expect([events.length, recorded.length]).toEqual([1, 0]);
});

test('publishing does not wait for webhooks, and they are not waited for without end', async () => {
  vi.useFakeTimers();
  try {
    const { publish, events } = publishing();
    const told = createTell({ publish, recordNews: () => new Promise(() => {}) })(changes);
    await vi.advanceTimersByTimeAsync(besidePublishingMillis - 1);
    expect(events).toHaveLength(3);

    await vi.advanceTimersByTimeAsync(1);

    expect(await told).toEqual([false, false, false]);
  } finally {
    vi.useRealTimers();
  }
});
