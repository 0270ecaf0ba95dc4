import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { CREDENTIALS } from '../../../infra/local/aws-environment.ts';
import type { StackFacts } from '../../../infra/local/stack-file.ts';

/** An event as a rule puts it in a queue. */
export interface ReceivedEvent {
  readonly source: string;
  readonly 'detail-type': string;
  // Tests look at the members that they expect.
  // biome-ignore lint/suspicious/noExplicitAny: each kind of event has its own detail
  readonly detail: any;
  readonly receivedAt: Date;
}

/**
 * Receives the gateway's events as an application does: from its own queue, which a rule on the bus fills. Duplicates
 * are dropped by their id.
 */
export const subscribe = async (
  { emulatorUrl: endpoint, region, eventBusName }: Pick<StackFacts, 'emulatorUrl' | 'region' | 'eventBusName'>,
  name: string,
) => {
  const client = { endpoint, region, credentials: CREDENTIALS };
  const sqs = new SQSClient(client);
  const eventBridge = new EventBridgeClient(client);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const rule = { EventBusName: eventBusName, Name: name };
  await eventBridge.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: ['sms-gateway'] }) }));
  const { EventBusName, Name: Rule } = rule;
  await eventBridge.send(
    new PutTargetsCommand({ EventBusName, Rule, Targets: [{ Id: 'queue', Arn: Attributes?.['QueueArn'] }] }),
  );
  eventBridge.destroy();

  const events = new Map<string, ReceivedEvent>();
  let isOver = false;
  const listen = async () => {
    while (!isOver) {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      const { Messages = [] } = await sqs.send(receive);
      for (const { Body = '' } of Messages) {
        const event = JSON.parse(Body);
        const { eventId } = event.detail;
        if (!events.has(eventId)) events.set(eventId, { ...event, receivedAt: new Date() });
      }
      if (Messages.length === 0) continue;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  const listening = listen();

  const matching = (isWanted: (event: ReceivedEvent) => boolean) => [...events.values()].filter(isWanted);

  return {
    /** The events of a message up to now, in the order of arrival. */
    of: (id: string): readonly ReceivedEvent[] => matching(({ detail }) => detail.id === id),
    /** Waits for the first event that `isWanted` accepts. @throws Error if it does not come in time */
    first: async (isWanted: (event: ReceivedEvent) => boolean, withinMillis = 30_000): Promise<ReceivedEvent> => {
      const deadline = Date.now() + withinMillis;
      while (Date.now() < deadline) {
        const [event] = matching(isWanted);
        if (event !== undefined) return event;
        await sleep(100);
      }
      throw new Error('The event did not come in time.');
    },
    stop: async () => {
      isOver = true;
      await listening;
      sqs.destroy();
    },
  };
};

export type Subscription = Awaited<ReturnType<typeof subscribe>>;
