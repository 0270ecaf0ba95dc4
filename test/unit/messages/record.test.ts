import { describe, expect, test } from 'vitest';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { createRecorder } from '../../../functions/messages/record.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { aMessage, now } from '../../support/model/messages.ts';

describe('messages that another run has recorded', () => {
  const other = aMessage();
  const recorded = { own: [], withdrawn: [], unknown: [], exists: true };

  /** What a run tells of them where the store fails so; `undefined`: it does not. */
  const told = (failure: Error | undefined) => {
    const store = memoryStore([other], {
      before: () => {
        if (failure !== undefined) throw failure;
      },
    });
    const recorder = createRecorder({
      store,
      handOver: async (messages) => messages,
      withdraw: async () => [],
      clock: () => now,
    });
    return recorder.messagesOf([other.id], recorded);
  };

  test('are told as they are recorded', async () => {
    expect(await told(undefined)).toEqual([other]);
  });

  test('are left out where the record is too busy to read: what was sent is told all the same', async () => {
    expect(await told(new StoreUnavailableError('The store could not be read.'))).toEqual([]);
  });

  test('are an error where the record is broken', async () => {
    await expect(told(new Error('AccessDenied'))).rejects.toThrow('AccessDenied');
  });
});
