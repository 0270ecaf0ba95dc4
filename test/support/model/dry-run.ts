import { createDryRun } from '../../../functions/messages/dry-run.ts';
import { memoryQuota } from '../fakes/memory-quota.ts';
import type { MemoryStore } from '../fakes/memory-store.ts';
import type { messageServiceOver } from './message-service.ts';

/**
 * Dry runs before a service of tests. They also get the ports that they must not use, so that tests notice if they do.
 */
export const dryRunsBefore = (
  { store, suppressions, upstream, clock }: ReturnType<typeof messageServiceOver<MemoryStore>>,
  quota = memoryQuota(clock),
) => createDryRun({ ...{ store, suppressions, quota, upstream, clock }, creditsLeft: store.creditsLeft });
