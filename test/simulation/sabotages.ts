import type { Sabotage } from './fault.ts';
import { webhookSabotages } from './webhooks/sabotages.ts';

const messages = (file: string) => `functions/messages/${file}.ts`;
/** It plays DynamoDB. The store's own tests prove that conditions hold; the simulation proves what they are for. */
const store = 'test/support/fakes/memory-store.ts';

export const sabotages: readonly Sabotage[] = [
  {
    name: 'the condition of an insert is dropped',
    file: store,
    text: "if (record !== undefined) return isSameWrite(record, message) ? 'added' : 'exists';",
    instead: '',
    within: 20,
  },
  {
    name: 'the condition on the version is dropped',
    file: store,
    text: 'if (record?.version !== before.version) return',
    instead: 'if (record === undefined) return',
    within: 20,
  },
  {
    name: 'a refund is given again with a repeated write',
    file: store,
    text: "    if (record?.version !== before.version) return record && isSameWrite(record, after) ? 'applied' : 'stale';\n    settle(before.account, (after.charge ?? 0) - (before.charge ?? 0));",
    instead:
      "    settle(before.account, (after.charge ?? 0) - (before.charge ?? 0));\n    if (record?.version !== before.version) return record && isSameWrite(record, after) ? 'applied' : 'stale';",
    within: 80,
  },
  {
    name: 'credits go back for what the upstream took and could not deliver',
    file: messages('charge'),
    text: "to === 'canceled' || (isBeforeHandOver(from) && (to === 'failed' || to === 'expired'))",
    instead: "to === 'canceled' || to === 'failed' || to === 'expired'",
    within: 20,
  },
  {
    name: 'a send that may have been written is tried again',
    file: messages('call-upstream'),
    text: 'return checkComplete(await upstream.handOver(callFor(batch, text, until)), batch.length);',
    instead:
      "const first = await upstream.handOver(callFor(batch, text, until));\n    return first.kind === 'unknown' ? upstream.handOver(callFor(batch, text, until)) : checkComplete(first, batch.length);",
    within: 20,
  },
  {
    name: 'an unknown outcome is taken for a send that never left',
    file: messages('call-outcome'),
    text: "    case 'unknown':\n      return indeterminate;",
    instead: "    case 'unknown':\n      return { status: 'accepted', reason: upstreamUnreachable };",
    within: 20,
  },
  {
    name: 'an answer that leaves out some recipients is read all the same',
    file: messages('call-outcome'),
    text: "outcome.kind === 'answered' && outcome.results.length !== recipients",
    instead: "outcome.kind === 'answered' && outcome.results.length > recipients",
    within: 80,
  },
  {
    name: 'a hand-over is begun however little time is left',
    file: messages('call-upstream'),
    text: 'clock().getTime() + handOverMillis > deadline;',
    instead: 'deadline < 0;',
    within: 100,
  },
  {
    name: 'a send hands over what it could not record',
    file: messages('record'),
    text: 'const added = [...locked, ...inserted.added];',
    instead: 'const added = [...locked, ...messages];',
    within: 20,
  },
  {
    name: 'a sweep hands over what another one has claimed',
    file: messages('sweep/steps'),
    text: "const applied = changes.filter((_, index) => outcomes[index] === 'applied');",
    instead: "const applied = changes.filter((_, index) => outcomes[index] !== 'unavailable');",
    within: 20,
  },
  {
    name: 'a sweep does not wait until a hand-over must have ended',
    file: messages('timing'),
    text: 'now.getTime() - Date.parse(claimedAt) > inFlightMillis',
    instead: 'now.getTime() > Date.parse(claimedAt)',
    within: 20,
  },
  {
    name: 'another request under the same key is taken for a repetition',
    file: messages('replay'),
    text: 'if (lock.request?.fingerprint !== plan.fingerprint) throw keyReused();\n    const',
    instead: 'if (lock.request === undefined) throw keyReused();\n    const',
    within: 20,
  },
  {
    name: 'a repetition plans anew',
    file: messages('replay'),
    text: 'if (lock.request?.taken !== undefined) return lock.request.taken;',
    instead: '',
    within: 40,
  },
  {
    name: 'what may come to be recorded is not withdrawn',
    file: messages('withdraw'),
    text: 'if (messages.length === 0) return [];',
    instead: 'if (messages.length >= 0) return [];',
    within: 20,
  },
  {
    name: 'who was refused is left to the sweeps',
    file: messages('withdraw'),
    text: "lateRecords === 'closed' ? giveUpCalls(messages, others, until) : undefined",
    instead: 'undefined',
    within: 1_500,
  },
  {
    name: 'of several calls none is noted before it is made',
    file: messages('call-upstream'),
    text: 'if (mark !== undefined) {\n      const',
    instead: 'if (mark !== undefined && bounds.deadline < 0) {\n      const',
    within: 20,
  },
  {
    name: 'a sweep sends what may have been sent by who was cut off',
    file: messages('sweep/steps'),
    text: 'isRunCutOff(message) ? cutOffSteps[state]',
    instead: 'isRunCutOff(message) ? cutOffSteps.fenced',
    within: 20,
  },
  {
    name: 'a cancel that was not confirmed is taken for one that was',
    file: messages('cancel'),
    text: 'confirmed.get(upstreamId) === true',
    instead: 'confirmed.get(upstreamId) !== false',
    within: 20,
  },
  {
    name: 'a status goes back when the upstream says so',
    file: messages('status'),
    text: 'statuses.indexOf(to) > statuses.indexOf(from)',
    instead: 'to !== from',
    within: 250,
  },
  {
    name: 'the clock is not asked right before the call',
    file: messages('call-upstream'),
    text: '    notAfter,\n  };',
    instead: '  };',
    within: 100,
  },
  {
    name: 'a look at a suppression list counts for an hour',
    file: messages('time-budget'),
    text: 'suppressionsHoldMillis = 10 * secondMillis',
    instead: 'suppressionsHoldMillis = 3600 * secondMillis',
    within: 300,
  },
  {
    name: 'a sweep hands over without a look at the suppression list',
    file: messages('sweep/steps'),
    text: 'handOver(claimed, Math.min(deadline, claimedUntil))',
    instead: 'handOver(claimed, Math.min(deadline, claimedUntil), { suppressionsReadAt: clock() })',
    within: 300,
  },
  {
    name: 'a number is put on the list once its messages have been cancelled',
    file: messages('suppress'),
    text: 'const suppression = await suppressions.add(account, { ...wanted, createdAt: clock().toISOString() });\n    const { open, isComplete } = await openMessagesTo(account, suppression.number);\n    const current = await cancelAll(open, deadline);',
    instead:
      'const { open, isComplete } = await openMessagesTo(account, wanted.number);\n    const current = await cancelAll(open, deadline);\n    const suppression = await suppressions.add(account, { ...wanted, createdAt: clock().toISOString() });',
    within: 100,
  },
  {
    name: 'a sweep closes nothing of what waits past its validity',
    file: messages('sweep/sweep'),
    text: 'await runStep(steps.closeGivenUp, batch.entries.filter(isGivenUp), batch, run);',
    instead: '',
    within: 20,
  },
  {
    name: 'credits do not go back where a validity has ended',
    file: messages('charge'),
    text: "(to === 'failed' || to === 'expired')",
    instead: "to === 'failed'",
    within: 20,
  },
  {
    name: 'a repetition goes on with messages whose validity has ended',
    file: messages('replay'),
    text: '[scheduledAt, validUntil].every(',
    instead: '[scheduledAt].every(',
    within: 300,
  },
  {
    name: 'a history begins anew with each change',
    file: messages('transition'),
    text: 'grown(message.history, historyEntry(step.status, next.updatedAt, step.reason))',
    instead: '[historyEntry(step.status, next.updatedAt, step.reason)]',
    within: 20,
  },
  {
    name: 'a dry run counts against the limits',
    file: messages('dry-run'),
    text: 'const limited = await quota.refusalOf(',
    instead: 'await quota.take(account, limits, messages.length);\n    const limited = await quota.refusalOf(',
    within: 20,
  },
  {
    name: 'a dry run does not look at the credits',
    file: messages('dry-run'),
    text: 'const unpaid = metered ?',
    instead: 'const unpaid = messages.length < 0 ?',
    within: 100,
  },
  {
    name: 'two who do the same job may both begin',
    file: messages('jobs'),
    text: '{ ...options, by: newName() }',
    instead: 'options',
    within: 300,
  },
  {
    name: 'a job hands over what a sweep has taken',
    file: messages('jobs'),
    text: "message.status === 'submitting' && message.attempt === attempt && message.call !== undefined",
    instead: 'message.id.length > 0',
    within: 300,
  },
  ...webhookSabotages,
];

/** @throws Error if a sabotage no longer fits the sources */
export const sabotaged = (source: string, { name, file, text, instead }: Sabotage): string => {
  const places = source.split(text).length - 1;
  if (places !== 1) throw new Error(`"${name}" has ${places} places in ${file}, and should have one.`);
  return source.replace(text, () => instead);
};
