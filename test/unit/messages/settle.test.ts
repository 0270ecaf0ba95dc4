import { describe, expect, test } from 'vitest';
import { statuses } from '../../../functions/contract/statuses.ts';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import {
  MessageNotFoundError,
  NotIndeterminateError,
  StoreUnavailableError,
} from '../../../functions/messages/errors.ts';
import { afterRestore } from '../../../functions/messages/restore.ts';
import { createSettle } from '../../../functions/messages/settle.ts';
import { canTransition } from '../../../functions/messages/status.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { aMessage, now } from '../../support/model/messages.ts';

const later = new Date(now.getTime() + 60_000);
const lost = { code: 'outcome_unknown', text: 'Lost.' };
const anIndeterminate = () => aMessage({ status: 'indeterminate', reason: lost, version: 2, charge: 3 });

const settling = (message = anIndeterminate()) => {
  const store = memoryStore([message]);
  return { message, store, settle: createSettle({ store, clock: () => later }) };
};

describe('settling by hand', () => {
  test('a message that was delivered keeps its charge, and says who has decided', async () => {
    const { message, store, settle } = settling();

    const settled = await settle(message.id, 'delivered');

    expect(settled).toEqual({
      ...message,
      status: 'delivered',
      reason: { code: 'settled_by_hand', text: expect.any(String) },
      version: 3,
      updatedAt: later.toISOString(),
    });
    expect(store.records.get(message.id)).toEqual(settled);
    expect(store.credits.get(message.account) ?? 0).toBe(0);
  });

  test('of a restored message is news also to who heard of changes that the backup lacks', async () => {
    const { message, settle } = settling(afterRestore(aMessage({ status: 'accepted', version: 1 }), now));

    const settled = await settle(message.id, 'delivered');

    expect(message.version).toBe(2);
    expect(settled.version).toBeGreaterThan(1000);
  });

  test('a message that failed gives its charge back, once', async () => {
    const { message, store, settle } = settling();

    await settle(message.id, 'failed');
    await expect(settle(message.id, 'failed')).rejects.toThrow(NotIndeterminateError);

    expect(store.records.get(message.id)).not.toHaveProperty('charge');
    expect(store.credits.get(message.account)).toBe(3);
  });

  test('is told to the world like any other change', async () => {
    const { message, settle } = settling();

    const settled = await settle(message.id, 'failed');

    expect(eventsOf({ before: toItem(message, 90), after: toItem(settled, 90) })).toMatchObject([
      {
        detail: {
          eventId: `${message.id}/3`,
          status: 'failed',
          previousStatus: 'indeterminate',
          reason: { code: 'settled_by_hand' },
        },
      },
    ]);
  });

  test.each(statuses.filter((status) => status !== 'indeterminate'))(
    'is refused for one that is %s',
    async (status) => {
      const { message, store, settle } = settling(aMessage({ status }));

      await expect(settle(message.id, 'failed')).rejects.toThrow(`is "${status}"`);

      expect(store.history).toEqual([message]);
    },
  );

  test('is refused for one that does not exist', async () => {
    await expect(settling().settle('msg_none', 'failed')).rejects.toThrow(MessageNotFoundError);
  });

  test('yields to whoever was first', async () => {
    const { message, store, settle } = settling();
    store.hooks.before = async (operation) => {
      if (operation !== 'apply') return;
      delete store.hooks.before;
      await createSettle({ store, clock: () => now })(message.id, 'delivered');
    };

    await expect(settle(message.id, 'failed')).rejects.toThrow('changed in the meantime');

    expect(store.records.get(message.id)?.status).toBe('delivered');
    expect(store.credits.get(message.account) ?? 0).toBe(0);
  });

  test('says so when the record did not take it', async () => {
    const { message, store, settle } = settling();
    store.hooks.isUnavailable = () => true;

    await expect(settle(message.id, 'failed')).rejects.toThrow(StoreUnavailableError);
  });
});

test('for the service itself, nothing leads out of indeterminate', () => {
  expect(statuses.filter((status) => canTransition('indeterminate', status))).toEqual([]);
});
