import { expect, it } from 'vitest';
import { only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';

/**
 * The most Lambdas that run at the same time for work that nobody waits for. A new AWS account may run ten in all and
 * can reserve none, so the rest must suffice for callers. Lambda's retries of failed sweeps are not counted.
 */
const ACCOUNT = 10;
/** DynamoDB gives a new on-demand table four partitions of 1,000 writes per second, and its stream a shard for each. */
const SHARDS = 4;

const { events } = synthesized();

const functions = resourcesOf(events, 'AWS::Lambda::Function');
const queues = resourcesOf(events, 'AWS::SQS::Queue');

const queueOf = ({ EventSourceArn }: { readonly EventSourceArn: object }) =>
  queues.find(({ id }) => JSON.stringify(EventSourceArn).includes(`"${id}"`))?.properties;

/** The number of message groups of a function's queue, which gives out one message of each group at a time. */
const groupsOf = ({ SWEEP_HELPERS, WEBHOOK_DELIVERERS }: Readonly<Record<string, string>>): number =>
  // The fresh messages have one group, and each helper has one.
  SWEEP_HELPERS === undefined ? Number(WEBHOOK_DELIVERERS) : 1 + Number(SWEEP_HELPERS);

/** The most concurrent runs of the function with this id, by what triggers it. */
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
