import type { Sabotage } from '../fault.ts';

const webhooks = (file: string) => `functions/webhooks/${file}.ts`;
/** It plays DynamoDB, as memory-store.ts does for messages. */
const store = 'test/support/fakes/memory-deliveries.ts';

const faults: readonly Omit<Sabotage, 'part'>[] = [
  {
    name: 'a batch is acknowledged before its deliveries are recorded',
    file: webhooks('record-news'),
    text: 'return news.map((one) => !left.has(one));',
    instead: 'return news.map(() => true);',
    within: 20,
  },
  {
    name: 'a lane is written once its delivery has been moved',
    file: webhooks('attempts'),
    text: `    const lane = await keeper.change((old) => afterFailure(old, outcome, dueAtOf(after), now, random()));
    await own.write([delivery], () => after);
`,
    instead: `    await own.write([delivery], () => after);
    const lane = await keeper.change((old) => afterFailure(old, outcome, dueAtOf(after), now, random()));
`,
    within: 600,
  },
  {
    name: 'a lane is removed as soon as the index shows nothing behind it',
    file: webhooks('lane-rules'),
    text: 'shownBy > now.toISOString() ? earlier(dueAt, shownBy) : dueAt',
    instead: 'dueAt',
    within: 600,
  },
  {
    name: 'outcomes that are out of date are written',
    file: store,
    text: 'if (record?.version !== before.version) return',
    instead: 'if (record === undefined) return',
    within: 200,
  },
  {
    name: 'what a deliverer is told of is tried whatever has become of it',
    file: webhooks('attempts'),
    text: "(kind === 'fresh') !== (delivery.state.name === 'fresh') || !isPending(delivery)",
    instead: 'false',
    within: 20,
  },
  {
    name: 'what one address answered disables another',
    file: webhooks('closing'),
    text: 'each.id === id && each.since === since && each.disabled',
    instead: 'each.id === id && each.disabled',
    within: 800,
  },
  {
    name: 'an errand is removed before it is done',
    file: webhooks('runner'),
    text: 'const isDone = await (isClosed(found) ? closing.close(found)',
    instead: 'await lanes.removeErrand(errand);\n    const isDone = await (isClosed(found) ? closing.close(found)',
    within: 800,
  },
  {
    name: 'a look at a webhook counts for an hour',
    file: webhooks('present-webhook'),
    text: 'webhookHoldMillis = 2_000',
    instead: 'webhookHoldMillis = 3_600_000',
    within: 1500,
  },
  {
    name: 'somebody goes on waiting for a turn when the round is over',
    file: webhooks('runner'),
    text: `      progress.endRound();
      if (queue.size() + sideline.size() > 0 || laneLooks.isLooking()) progress.leaveRest();
      queue.close();
`,
    instead: `      if (queue.size() > 0) progress.leaveRest();
`,
    within: 500,
  },
  {
    name: 'six calls are made at once',
    file: webhooks('runner'),
    text: 'callsAtOnce = 5',
    instead: 'callsAtOnce = 6',
    within: 20,
  },
  {
    name: 'a delivery is tried eleven times',
    file: webhooks('retry-schedule'),
    text: '  24 * hourMillis,\n];',
    instead: '  24 * hourMillis,\n  minuteMillis,\n];',
    within: 300,
  },
  {
    name: 'the second pause is a minute',
    file: webhooks('retry-schedule'),
    text: '  5 * minuteMillis,\n  30',
    instead: '  minuteMillis,\n  30',
    within: 50,
  },
  {
    name: 'Retry-After is not read',
    file: webhooks('outcome'),
    text: 'isDelivered ? undefined : retryAfterMillis(',
    instead: 'isDelivered || status !== 0 ? undefined : retryAfterMillis(',
    within: 20,
  },
  {
    name: 'a call that had begun before ends the peace that a receiver asked for',
    file: webhooks('lane-rules'),
    text: 'isHeldBack(lane, now) && attempt.at < notBefore) {',
    instead: "isHeldBack(lane, now) && attempt.at === '') {",
    within: 50,
  },
  {
    name: 'what waits for a webhook that is closed is left waiting',
    file: webhooks('closing'),
    text: 'await own.giveUp(waiting, closedReason(webhook));',
    instead: '',
    within: 20,
  },
  {
    name: 'nobody is told of a webhook that is disabled by what it did',
    file: webhooks('closing'),
    text: "if (reason === 'requested' ||",
    instead: "if (reason !== 'requested' ||",
    within: 50,
  },
  {
    name: 'a webhook hears of what it does not ask for',
    file: webhooks('record-news'),
    text: 'events.includes(type) ||',
    instead: "type !== 'credits.low' ||",
    within: 20,
  },
  {
    name: 'what was read of a webhook is forgotten by somebody else meanwhile',
    file: webhooks('present-webhook'),
    text: 'await keeper.forgetEarlierAddress(found);\n      return found;',
    instead: 'await keeper.forgetEarlierAddress(found);\n      return seen.webhook;',
    within: 100,
  },
  {
    name: 'fresh deliveries are put behind a lane before it is written',
    file: webhooks('sideline'),
    text: `    await keeper.change((lane) => joined(lane, dueAt, clock()));
    await own.write(fresh, (delivery) => deferred(delivery, dueAt));
`,
    instead: `    await own.write(fresh, (delivery) => deferred(delivery, dueAt));
    await keeper.change((lane) => joined(lane, dueAt, clock()));
`,
    within: 1500,
  },
];

export const webhookSabotages: readonly Sabotage[] = faults.map((fault) => ({ ...fault, part: 'webhooks' }));
