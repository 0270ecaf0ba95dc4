import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { decodeResponse } from '../../../functions/xmlrpc/decode.ts';
import { encodeCall } from '../../../functions/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../../functions/xmlrpc/value.ts';
import { CREDENTIALS, REGION } from '../../../infra/local/aws-environment.ts';
import type { Simulator } from '../../../infra/local/simulator/server.ts';
import { type ApiClient, apiClient } from '../clients/api-client.ts';

/** What an application knows of a gateway, and the table where the gateway keeps its records. */
export interface Access {
  /** Of both APIs, without a slash at the end. */
  readonly url: string;
  readonly account: string;
  readonly apiKey: string;
  readonly user: string;
  readonly password: string;
  readonly emulatorUrl: string;
  readonly requestQueueUrl: string;
  readonly messagesTable: string;
}

type Item = Record<string, AttributeValue>;
type Request = NonNullable<Parameters<ApiClient>[1]>;
type View = Readonly<Record<string, unknown>> & { readonly id: string };

/** An application that sends through every door of a deployed gateway. It reads the table for what no door shows. */
export const applicationWith = (access: Access) => {
  const { url, account, apiKey, user, password, emulatorUrl, requestQueueUrl, messagesTable: TableName } = access;
  const client = { endpoint: emulatorUrl, region: REGION, credentials: CREDENTIALS };
  const dynamodb = new DynamoDBClient(client);
  const sqs = new SQSClient(client);
  const request = apiClient(url, apiKey);

  const call = async (method: string, ...params: XmlRpcValue[]): Promise<XmlRpcValue> => {
    const body = encodeCall(method, [user, password, ...params]);
    const response = await fetch(`${url}/api2/`, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
    const answer = decodeResponse(Buffer.from(await response.arrayBuffer()));
    if (answer.kind === 'fault') throw new Error(`${answer.code}: ${answer.string}`);
    return answer.value;
  };

  const records = async (numbers: readonly string[]): Promise<Item[]> => {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items.filter(({ to }) => numbers.includes(to?.S ?? ''));
  };

  return {
    /** Calls the HTTPS API. */
    request,
    /** Calls the XML-RPC interface with the login. @returns the value. @throws Error for a fault */
    call,
    /** Sends over HTTPS. @returns the ids */
    send: async (message: Request): Promise<string[]> => idsIn((await request('POST /v1/messages', message)).body),
    /** Sends by XML-RPC. @returns the id */
    sendByXmlRpc: async (to: string): Promise<string> => {
      const [[, , id]] = (await call('send_message', to, 'Hello')) as [[string, number, string]];
      return id;
    },
    /** Requests a message by an event with this id, as EventBridge puts it in the queue of requests. */
    sendByEvent: async (id: string, to: string): Promise<void> => {
      const event = { id, source: 'shop', 'detail-type': 'SMS Send Requested', detail: { account, to, text: 'Hello' } };
      await sqs.send(new SendMessageCommand({ QueueUrl: requestQueueUrl, MessageBody: JSON.stringify(event) }));
    },
    /** The ids of the messages to these numbers, as soon as each has one. */
    idsTo: async (...numbers: string[]): Promise<string[]> => {
      const found = await eventually(() => records(numbers), numbers.length);
      return found.map(({ id }) => id?.S ?? '');
    },
    /** The ids of all messages in an index of the table. */
    idsInIndex: async (IndexName: string): Promise<string[]> => {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName, IndexName }));
      return Items.map(({ id }) => id?.S ?? '');
    },
    /** All messages as the list shows them, by their ids. */
    list: async (): Promise<ReadonlyMap<string, View>> => {
      const { body } = await request('GET /v1/messages?limit=100');
      return new Map(body.messages.map((message: View) => [message.id, message]));
    },
    /**
     * Leaves the records of a run that died after it began to hand over and before its last write. The deployed version
     * writes them itself; they are then made two minutes older, so that no run counts as still at work. The gateway has
     * received none of the messages. @returns the ids of the request's messages
     */
    leaveHalfDone: async (message: Request, numbers: readonly string[], simulator: Simulator) => {
      simulator.setFault({ fault: 'http_500', method: 'send_message', times: 1, delayMs: 1500 });
      const running = request('POST /v1/messages', message);
      const written = await eventually(() => records(numbers), numbers.length);
      const ids = idsIn((await running).body);
      for (const record of written) {
        const { id = { S: '' }, status } = record;
        if (status?.S !== 'submitting') throw new Error(`The run was over too soon: ${status?.S}`);
        if (id.S === ids.at(-1)) await dynamodb.send(new DeleteItemCommand({ TableName, Key: { id } }));
        else await dynamodb.send(new PutItemCommand({ TableName, Item: aged(record) }));
      }
      return ids;
    },
    stop: () => {
      dynamodb.destroy();
      sqs.destroy();
    },
  };
};

export type Application = ReturnType<typeof applicationWith>;

export const idsIn = ({ messages }: { messages: View[] }): string[] => messages.map(({ id }) => id);

/** Polls until there are so many items. @throws Error after half a minute */
export const eventually = async <T>(
  look: () => Promise<readonly T[]> | readonly T[],
  count: number,
): Promise<readonly T[]> => {
  let found = await look();
  for (let left = 300; found.length !== count && left > 0; left -= 1) {
    await sleep(100);
    found = await look();
  }
  if (found.length !== count) throw new Error(`There are ${found.length}, and not ${count}.`);
  return found;
};

const aged = (record: Item): Item => {
  const createdAt = record['createdAt']?.S ?? '';
  const earlier = new Date(Date.parse(createdAt) - 120_000).toISOString();
  // The time is in the keys of the indexes as well.
  return JSON.parse(JSON.stringify(record).replaceAll(createdAt, earlier));
};
