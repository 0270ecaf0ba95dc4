import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Webhooks } from '../../../functions/webhooks/ports.ts';
import type { Webhook } from '../../../functions/webhooks/webhook.ts';

interface Hooks {
  /** Runs before an operation reads the record, for example to delay it or to change the record meanwhile. */
  before?: (operation: 'read' | 'change') => Promise<void> | void;
  /** Whether an operation fails with StoreUnavailableError. */
  isUnavailable?: (operation: 'read' | 'change') => boolean;
  /** Whether a change is carried out, but its answer is lost. It fails with StoreUnavailableError as well. */
  isLost?: () => boolean;
}

export interface MemoryWebhooks extends Webhooks {
  readonly hooks: Hooks;
  /** The webhooks of each account. */
  readonly records: Map<string, readonly Webhook[]>;
  /** The number of lookups. */
  readonly reads: () => number;
}

export const memoryWebhooks = (initial: readonly Webhook[] = [], hooks: Hooks = {}): MemoryWebhooks => {
  const records = new Map<string, readonly Webhook[]>(Map.groupBy(initial, ({ account }) => account));
  let reads = 0;
  const failIf = (fails: boolean | undefined) => {
    if (fails) throw new StoreUnavailableError('The database did not answer. Try again.');
  };
  const read = async () => {
    reads += 1;
    await hooks.before?.('read');
    failIf(hooks.isUnavailable?.('read'));
  };
  return {
    hooks,
    records,
    reads: () => reads,
    of: async (account) => {
      await read();
      return records.get(account) ?? [];
    },
    ofAccounts: async (accounts) => {
      await read();
      return new Map(
        accounts.flatMap((account) => {
          const webhooks = records.get(account) ?? [];
          return webhooks.length === 0 ? [] : [[account, webhooks] as const];
        }),
      );
    },
    change: async (account, next) => {
      await hooks.before?.('change');
      failIf(hooks.isUnavailable?.('change'));
      const before = records.get(account) ?? [];
      const after = next(before) ?? before;
      records.set(account, after);
      failIf(hooks.isLost?.());
      return after;
    },
  };
};
