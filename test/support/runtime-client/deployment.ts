import { randomUUID } from 'node:crypto';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Bundles, bundleFunctions } from '../../../infra/bundle.ts';
import { API_ENTRIES } from '../../../infra/constructs/gateway-api.ts';
import { EVENT_ENTRIES } from '../../../infra/constructs/gateway-events.ts';
import { CREDENTIALS, REGION } from '../../../infra/local/aws-environment.ts';
import { startSimulatedGateway } from '../../../infra/local/gateway/server.ts';
import { emulatedCloud } from '../emulated-cloud.ts';
import { subscribe } from '../event-subscription.ts';
import { recordCalls } from '../recorded-calls.ts';
import { type Container, startContainer } from './container.ts';
import { deployedFunctions } from './deployed-functions.ts';
import { runtimeClient } from './install.ts';
import type { Outcome } from './runtime-api.ts';

/** Every bundle of ours. */
export const entries: readonly string[] = [...API_ENTRIES, ...EVENT_ENTRIES];

/**
 * Every function in AWS's own runtime: its bundle, with the variables, the time and the handler that the stacks give it,
 * over the emulator's services and a simulated gateway. A container starts when its function is first called.
 */
export const deploy = async (emulatorUrl: string) => {
  const program = await runtimeClient(console.log);
  const gateway = await startSimulatedGateway();
  const cloud = await emulatedCloud(emulatorUrl);
  const calls = await recordCalls(emulatorUrl);
  const client = { endpoint: emulatorUrl, region: REGION, credentials: CREDENTIALS };
  const sqs = new SQSClient(client);

  const newQueue = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    // The SDK calls the host that the URL names: this leads it by the record.
    return { url: QueueUrl, recordedUrl: new URL(new URL(QueueUrl).pathname, calls.url).href };
  };
  const name = `runtime-${randomUUID()}`;
  const receive = async (QueueUrl: string): Promise<readonly Message[]> => {
    const MessageSystemAttributeNames = ['All' as const];
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames }));
    return Messages;
  };
  await new EventBridgeClient(client).send(new CreateEventBusCommand({ Name: name }));
  const subscription = await subscribe({ emulatorUrl, region: REGION, eventBusName: name }, `${name}-news`);
  // Without the delay that ours has: a test need not wait for it.
  const followUps = await newQueue(`${name}.fifo`, { FifoQueue: 'true' });
  const deadLetters = await newQueue(`${name}-dead-letters`);

  const { MESSAGES_TABLE = '', ACCOUNTS_TABLE = '', GATEWAY_SECRET_ARN = '' } = cloud.environment(gateway.url);
  const functions = deployedFunctions(
    { gatewayUrl: gateway.url },
    {
      messages: MESSAGES_TABLE,
      accounts: ACCOUNTS_TABLE,
      'gateway credentials': GATEWAY_SECRET_ARN,
      bus: name,
      'follow-ups': followUps.recordedUrl,
      'lifecycle dead letters': deadLetters.recordedUrl,
    },
  );
  const bundles: Bundles = await bundleFunctions(entries);

  const started: Container[] = [];
  const answered = new Set<string>();

  /** A container of its own; `changes` to its environment, `undefined` for a variable that is not there. */
  const newContainer = async (entry: string, changes: Readonly<Record<string, string | undefined>> = {}) => {
    const fn = functions.get(entry);
    if (fn === undefined) throw new Error(`No stack deploys a function for ${entry}.`);
    const all = Object.entries({ ...fn.environment, ...changes });
    const environment = Object.fromEntries(all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
    const options = { program, folder: bundles.folder(entry), fn: { ...fn, environment }, awsUrl: calls.url };
    const container = await startContainer(options);
    started.push(container);
    return container;
  };

  const containers = new Map<string, Promise<Container>>();
  const containerOf = (entry: string): Promise<Container> => {
    const container = containers.get(entry) ?? newContainer(entry);
    containers.set(entry, container);
    return container;
  };

  return {
    ...cloud,
    gateway,
    calls,
    subscription,
    newContainer,
    /** The entries that have answered an event. */
    answered: (): readonly string[] => [...answered],

    /** What the function's handler comes to, called by the runtime. @throws Error for what it threw */
    invoke: async (entry: string, event: unknown, options: Parameters<Container['invoke']>[1] = {}) => {
      const value = valueIn(await (await containerOf(entry)).invoke(event, options));
      answered.add(entry);
      return value;
    },

    /** What waits in each queue, and is gone from it for a while then. */
    followUps: () => receive(followUps.url),
    deadLetters: () => receive(deadLetters.url),

    /** Ends the containers that `invoke` has started, and comes to all that each has written. */
    stopContainers: () =>
      Promise.all(
        [...containers].map(async ([entry, container]) => ({ entry, lines: await (await container).stop() })),
      ),

    stop: async (): Promise<void> => {
      await Promise.all(started.map((container) => container.stop()));
      await subscription.stop();
      await bundles.remove();
      await calls.close();
      await gateway.close();
    },
  };
};

export type Deployment = Awaited<ReturnType<typeof deploy>>;

const valueIn = (outcome: Outcome): unknown => {
  if (outcome.kind === 'response') return outcome.value;
  const { errorType, errorMessage, trace } = outcome.error;
  throw new Error(`${outcome.kind} ${errorType}: ${errorMessage}\n${trace.join('\n')}`);
};
