import { randomUUID } from 'node:crypto';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CREDENTIALS, REGION } from '../../../infra/local/aws-environment.ts';
import { startSimulator } from '../../../infra/local/simulator/server.ts';
import { emulatedCloud } from '../stack/emulated-cloud.ts';
import { subscribe } from '../stack/event-subscription.ts';
import { recordCalls } from '../stack/recorded-calls.ts';

/**
 * Everything that textgate's functions call: tables, secret, bus and queues on the emulator, behind a recorder of
 * calls, and a simulated gateway.
 */
export const startServices = async (emulatorUrl: string) => {
  const simulator = await startSimulator();
  const cloud = await emulatedCloud(emulatorUrl);
  const calls = await recordCalls(emulatorUrl);
  const client = { endpoint: emulatorUrl, region: REGION, credentials: CREDENTIALS };
  const name = `runtime-${randomUUID()}`;
  await new EventBridgeClient(client).send(new CreateEventBusCommand({ Name: name }));
  const subscription = await subscribe({ emulatorUrl, region: REGION, eventBusName: name }, `${name}-news`);

  const sqs = new SQSClient(client);
  const newQueue = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    const receive = async (): Promise<readonly Message[]> => {
      const MessageSystemAttributeNames = ['All' as const];
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames }));
      return Messages;
    };
    // The SDK calls the host that a queue's URL names. This leads it to the recorder.
    return { receive, recordedUrl: new URL(new URL(QueueUrl).pathname, calls.url).href };
  };
  // Without the delay of the deployed queue, so that tests need not wait.
  const followUps = await newQueue(`${name}.fifo`, { FifoQueue: 'true' });
  const deadLetters = await newQueue(`${name}-dead-letters`);
  const requests = await newQueue(`${name}-requests`);
  const rounds = await newQueue(`${name}-deliveries.fifo`, { FifoQueue: 'true' });
  const { GATEWAY_SECRET_ARN = '' } = cloud.environment(simulator.url);

  return {
    ...cloud,
    simulator,
    calls,
    subscription,
    /** What waits in each queue. Reading hides it from other readers for a while. */
    followUps: followUps.receive,
    deadLetters: deadLetters.receive,

    /** The local stand-ins for the stacks' resources, by the names that `targetOf` gives. */
    resources: {
      messages: cloud.tables.messages,
      accounts: cloud.tables.accounts,
      deliveries: cloud.tables.deliveries,
      'gateway credentials': GATEWAY_SECRET_ARN,
      bus: name,
      'follow-ups': followUps.recordedUrl,
      'lifecycle dead letters': deadLetters.recordedUrl,
      requests: requests.recordedUrl,
      rounds: rounds.recordedUrl,
    },

    stop: async (): Promise<void> => {
      await subscription.stop();
      await calls.close();
      await simulator.close();
    },
  };
};
