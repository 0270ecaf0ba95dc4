import { randomUUID } from 'node:crypto';
import { recipientsPerCall } from '../../../functions/messages/calls.ts';
import { type Message, withoutTaken } from '../../../functions/messages/message.ts';
import { planSend } from '../../../functions/messages/plan.ts';
import { messagesPerTransaction } from '../../../functions/store/metered-writes.ts';
import type { TableIndex } from '../../../functions/store/table-index.ts';
import { swissMobiles } from '../../support/model/messages.ts';
import { storedSize, writeUnitsOf } from '../capacity-units.ts';
import { bytesPerGb, bytesPerStoredItem } from './assumptions.ts';
import { type Month, requestsOf } from './month.ts';
import { afterRecorded, life, sample, writesOf } from './sample.ts';
import type { Use } from './use.ts';
import type { Ways } from './ways.ts';

/** The records' writes, with their indexes. They include changes of status, but not the sweeps that find these out. */
export const recordUses = (month: Month, { deployment: { indexes }, guardsLargeRequests }: Ways): readonly Use[] => {
  const units = month.messages * sum(unitsOfLife(indexes, life()));
  const guards =
    guardsLargeRequests && month.perRequest > 1 ? requestsOf(month) * guardUnits(indexes, month.perRequest) : 0;
  return [{ part: 'records', of: 'writeUnit', amount: units + guards }];
};

/** The write units of each of a message's states: recorded, handed over, delivered. */
export const unitsOfLife = (indexes: readonly TableIndex[], states: readonly Message[]): readonly number[] =>
  writesOf(states).map(({ before, after }) => writeUnitsOf(indexes, before, after));

/** The part of these units that an index takes. */
export const unitsOfIndex = (index: TableIndex, states: readonly Message[]): number =>
  sum(unitsOfLife([index], states)) - sum(unitsOfLife([], states));

/** The extra cost of a request whose first record lists the other recipients, and whose calls are noted. */
export const guardUnits = (indexes: readonly TableIndex[], recipients: number): number => {
  const request = {
    ...sample,
    account: 'acc_480OjHM0XPwtbvPsYvtmen',
    to: swissMobiles(recipients),
    type: 'text' as const,
    idempotencyKey: 'k',
    asked: {},
  };
  const rules = { region: 'CH', allowedCountries: ['CH'], maxSegments: 10, metered: false };
  const [first, second] = planSend(request, rules, { now: new Date(), attempt: randomUUID() }).messages;
  if (first === undefined || second === undefined) throw new Error('There are no messages.');
  const unitsOf = (message: Message) =>
    sum(unitsOfLife(indexes, [message, ...afterRecorded(withoutTaken(withoutCall(message)))]));
  return unitsOf(first) - unitsOf(second) + Math.ceil(recipients / recipientsPerCall);
};

/**
 * The extra cost of a request from an account with credits. In a transaction, each record and the balance cost two
 * units per KB. Indexes are written once.
 */
export const creditUnits = (recipients: number): number =>
  recipients + 2 * Math.ceil(recipients / messagesPerTransaction);

/** The extra cost of a request from an account with a limit: the counter of its minute or day, in a transaction. */
export const limitUnits = 2;

const withoutCall = ({ call: _, ...message }: Message): Message => message;

/** Records that are kept as long as the settings say. A month has the records of several. */
export const storageUses = ({ messages }: Month, { deployment }: Ways): readonly Use[] => {
  const { indexes, retentionDays, hasRecovery } = deployment;
  const last = writesOf(life()).at(-1);
  if (last === undefined) throw new Error('There is no record.');
  const { table, entries } = storedSize(indexes, last.after);
  const gbOf = (bytes: number) => (messages * bytes * retentionDays) / 30 / bytesPerGb;
  const tableGb = gbOf(table + bytesPerStoredItem);
  const indexesGb = gbOf(sum(entries) + entries.length * bytesPerStoredItem);
  return [
    { part: 'storage', of: 'tableGbMonth', amount: tableGb + indexesGb },
    { part: 'storage', of: 'recoveryGbMonth', amount: hasRecovery ? tableGb : 0 },
  ];
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
