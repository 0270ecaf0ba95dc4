import { additionsOf } from '../../../functions/events/count-changes.ts';
import { type Row, told } from '../row.ts';
import { batchesOf } from './batches.ts';
import type { Deployment } from './deployment.ts';
import type { Month } from './month.ts';
import { priceOf, type Region } from './prices.ts';
import { life, writesOf } from './sample.ts';

/** Of a message's changes, those that are counted: that it is there, and its end. */
const countedChanges = writesOf(life()).filter((change) => additionsOf([change]).length > 0).length;

/**
 * Additions to counters: one for each batch that has something to count, where its messages are one account's of one hour. Where
 * many accounts send at once they are up to one for each such change. Each is a write unit: an hour has less than a kilobyte
 * (test/unit/store/statistics-size.test.ts).
 */
export const countingUnits = (month: Month, deployment: Deployment): number =>
  batchesOf(month, countedChanges, deployment);

export const countingRows = (months: readonly Month[], deployment: Deployment, region: Region): readonly Row[] => {
  const dollars = (units: number) => `$${(units * priceOf('writeUnit', region) * 1e6).toFixed(2)} a million`;
  return months.map((month) => {
    const units = countingUnits(month, deployment) / month.messages;
    const how = month.perRequest === 1 ? 'singly' : `${month.perRequest} at a time`;
    return told(
      `counting a message, ${month.messages / 1e6} M a month ${how}`,
      `${units.toFixed(3)} write units, ${dollars(units)}`,
      `${countedChanges} at most, ${dollars(countedChanges)}: each of another account`,
    );
  });
};
