import { eventUses } from './events.ts';
import { fixedUses } from './fixed.ts';
import type { Month } from './month.ts';
import { recordUses, storageUses } from './records.ts';
import { requestUses } from './requests.ts';
import { statusUses } from './statuses.ts';
import type { Use } from './use.ts';
import type { Ways } from './ways.ts';
import { idleRoundUses } from './webhooks.ts';

/** What a month's messages cost, in addition to what the deployment costs without them. */
export const messageUses = (month: Month, ways: Ways): readonly Use[] => [
  ...requestUses(month, ways),
  ...recordUses(month, ways),
  ...eventUses(month, ways),
  ...statusUses(month, ways),
  ...idleSweeps(ways).map((use) => ({ ...use, amount: -use.amount })),
  ...storageUses(month, ways),
];

/** What a deployment costs in a month without messages. */
export const idleUses = (ways: Ways): readonly Use[] => [
  ...fixedUses(ways.deployment),
  ...[...idleSweeps(ways), ...idleRoundUses(ways)].map((use) => ({ ...use, part: 'fixed' as const })),
];

const idleSweeps = (ways: Ways): readonly Use[] => statusUses({ messages: 0, perRequest: 1, door: 'api' }, ways);
