import * as v from 'valibot';
import { described, integer, time } from './fields.ts';
import { instantInUtc } from './instants.ts';

export const periods = ['hour', 'day'] as const;

export const statisticsParameters = v.strictObject({
  from: v.exactOptional(
    described(
      instantInUtc,
      'Messages created at this time or later. Left out: a day before `until` by `hour`, 30 days by `day`.',
    ),
  ),
  until: v.exactOptional(described(instantInUtc, 'Messages created before this time. Left out: now.')),
  by: v.exactOptional(
    described(v.picklist(periods), 'How long each period is. Hours and days are those of UTC.'),
    'day',
  ),
});

/** Of messages that were created in a time: what became of them until now. */
const counts = {
  messages: described(integer, 'All that were created.'),
  open: described(integer, 'Those that have no final status yet.'),
  delivered: integer,
  failed: integer,
  expired: integer,
  canceled: integer,
  indeterminate: integer,
  deliveryRate: described(
    v.nullable(v.number()),
    'Delivered, of all that have ended and were not cancelled: 0 to 1; `null`: none has.',
  ),
  medianDeliverySeconds: described(
    v.nullable(v.number()),
    'From when a message was to be sent until its delivery was recorded, which is up to some seconds after it: half took no ' +
      'longer. Within 12 %, and what took less than a second counts as one; `null`: none was delivered.',
  ),
};

export const statisticsCounts = v.object(counts);

export const statisticsPeriod = v.object({ start: described(time, 'When the period begins.'), ...counts });

export const statisticsReply = v.object({
  by: v.picklist(periods),
  from: described(time, 'When the first period begins.'),
  until: described(time, 'When the last period ends.'),
  periods: described(v.array(statisticsPeriod), 'Each, the oldest first, also where nothing was created.'),
  total: statisticsCounts,
});
