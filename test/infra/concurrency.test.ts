import { expect, it } from 'vitest';
import { only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';

/**
 * How many Lambdas the work takes at most that nobody waits for. A new account may run ten in all, and can reserve none
 * of them: what is left is for callers. AWS tells of sweeps that fail by trying them again, which is not counted.
 */
const ACCOUNT = 10;
/** DynamoDB begins an on-demand table with four partitions of 1,000 writes a second, and a stream has a shard for each. */
const SHARDS = 4;

const { events } = synthesized();

const functions = resourcesOf(events, 'AWS::Lambda::Function');
const queues = resourcesOf(events, 'AWS::SQS::Queue');

const queueOf = ({ EventSourceArn }: { readonly EventSourceArn: object }) =>
  queues.find(({ id }) => JSON.stringify(EventSourceArn).includes(`"${id}"`))?.properties;

/** Of the queue that a function works off, which gives out one message of each at a time. */
const groupsOf = ({ SWEEP_HELPERS, WEBHOOK_DELIVERERS }: Readonly<Record<string, string>>): number =>
  // The fresh messages are one, and each helper is.
  SWEEP_HELPERS === undefined ? Number(WEBHOOK_DELIVERERS) : 1 + Number(SWEEP_HELPERS);

/** Of the function with this id, by what sets it off. */
const takenBy = (id: string): Record<string, number> => {
  const sources = resourcesOf(events, 'AWS::Lambda::EventSourceMapping').filter(
    ({ properties }) => properties.FunctionName.Ref === id,
  );
  const schedules = resourcesOf(events, 'AWS::Events::Rule').filter(({ properties }) =>
    JSON.stringify(properties.Targets).includes(`"${id}"`),
  );
  const { Timeout, Environment } = only(functions.filter((fn) => fn.id === id)).properties;
  return Object.fromEntries([
    ...sources.map(({ properties: source }): [string, number] => {
      const queue = queueOf(source);
      if (queue === undefined) return ['stream', SHARDS * (source.ParallelizationFactor ?? 1)];
      const most = source.ScalingConfig?.MaximumConcurrency;
      return queue.FifoQueue
        ? ['FIFO queue', most ?? groupsOf(Environment.Variables)]
        : ['queue', most ?? Number.POSITIVE_INFINITY];
    }),
    ...schedules.map(({ properties: { ScheduleExpression } }): [string, number] => {
      const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(ScheduleExpression) ?? [];
      return ['schedule', Math.ceil(Timeout / (60 * Number(minutes)))];
    }),
  ]);
};

it('leaves room for callers, whatever else there is to do, in an account with ten Lambdas', () => {
  const taken = Object.fromEntries(
    functions.map(({ id }) => [id.replace(/^Events|[0-9A-F]{8}$/g, ''), takenBy(id)] as const),
  );

  expect(taken).toEqual({
    PublishLifecycle: { stream: 4 },
    SendRequested: { queue: 2 },
    SweepStatuses: { schedule: 1, 'FIFO queue': 1 },
    DeliverWebhooks: { 'FIFO queue': 1 },
  });
  const all = Object.values(taken).flatMap((bySource) => Object.values(bySource));
  expect(all.reduce((sum, most) => sum + most, 0)).toBeLessThan(ACCOUNT);
});
