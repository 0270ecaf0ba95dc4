import { additionsOf } from '../../../functions/events/count-changes.ts';
import { type Row, told } from '../row.ts';
import { batchesOf } from './batches.ts';
import type { Deployment } from './deployment.ts';
import type { Month } from './month.ts';
import { priceOf, type Region } from './prices.ts';
import { life, writesOf } from './sample.ts';

/** How many of a message's changes are counted: its creation and its end. */
const countedChanges = writesOf(life()).filter((change) => additionsOf([change]).length > 0).length;

/**
 * Additions to counters. A batch with something to count needs one, if its messages belong to one account and one hour.
 * If many accounts send at the same time, each such change may need its own. Each is one write unit, because an hour's
 * counters take less than a kilobyte (test/unit/store/statistics-size.test.ts).
 */
export const countingUnits = (month: Month, deployment: Deployment): number =>
  batchesOf(month, countedChanges, deployment);

export const countingRows = (months: readonly Month[], deployment: Deployment, region: Region): readonly Row[] => {
  const dollars = (units: number) => `$${(units * priceOf('writeUnit', region) * 1e6).toFixed(2)} a million`;
  return months.map((month) => {
    const units = countingUnits(month, deployment) / month.messages;
    const how = month.perRequest === 1 ? 'one' : month.perRequest.toLocaleString('en');
    return told(
      `${month.messages.toLocaleString('en')} a month, ${how} a request`,
      `${units.toFixed(3)} write units, ${dollars(units)}`,
      `${countedChanges} write units, ${dollars(countedChanges)}, if each is of another account`,
    );
  });
};
