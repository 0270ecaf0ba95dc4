import * as v from 'valibot';
import { described, integer, time } from './fields.ts';
import { instantInUtc } from './instants.ts';

export const periods = ['hour', 'day'] as const;

export const statisticsParameters = v.strictObject({
  from: v.exactOptional(
    described(
      instantInUtc,
      'Messages created at this time or later. Left out: 24 hours before `until` by `hour`, 30 days before it by ' +
        '`day`.',
    ),
  ),
  until: v.exactOptional(described(instantInUtc, 'Messages created before this time. Left out: now.')),
  by: v.exactOptional(described(v.picklist(periods), 'The length of a period. Hours and days are in UTC.'), 'day'),
});

/** Messages created in a period, by their present status. */
const counts = {
  messages: described(integer, 'All messages that were created.'),
  open: described(integer, 'Messages that have no final status yet.'),
  delivered: integer,
  failed: integer,
  expired: integer,
  canceled: integer,
  indeterminate: integer,
  deliveryRate: described(
    v.nullable(v.number()),
    'The share of delivered messages, 0 to 1, among those with a final status other than `canceled`. `null`: ' +
      'there are none.',
  ),
  medianDeliverySeconds: described(
    v.nullable(v.number()),
    'The median time from when a message was due until textgate recorded its delivery, which is up to some ' +
      'seconds after it. Exact to 12 %; less than a second counts as one. `null`: none was delivered.',
  ),
};

export const statisticsCounts = v.object(counts);

export const statisticsPeriod = v.object({ start: described(time, 'When the period begins.'), ...counts });

export const statisticsReply = v.object({
  by: v.picklist(periods),
  from: described(time, 'When the first period begins.'),
  until: described(time, 'When the last period ends.'),
  periods: described(v.array(statisticsPeriod), 'All periods, the oldest first, even those without messages.'),
  total: statisticsCounts,
});
