import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One permission that a call needs. */
export interface Need {
  /** The IAM action, such as `dynamodb:GetItem`. */
  readonly action: string;
  /** A table's name, an index's (`TABLE/index/INDEX`), a secret's ARN, a queue's URL or a bus's name. */
  readonly resource: string;
  /** The partition keys of single items, if the call names them. */
  readonly keys: readonly string[];
}

/** A call as it was sent. */
export interface SentCall {
  /** Its `X-Amz-Target`, such as `AmazonSQS.SendMessage`. */
  readonly target: string;
  /** Its `X-Amzn-Trace-Id`, if it had one. */
  readonly traceHeader: string | undefined;
  /** The queue's URL, if it is a call to SQS. */
  readonly queueUrl: string | undefined;
}

export const eachOnce = (needs: readonly Need[]): readonly Need[] => [
  ...new Map(needs.map((need) => [JSON.stringify(need), need])).values(),
];

/** A proxy in front of the emulator that records what each call needs. The AWS SDK must be given its URL. */
export const recordCalls = async (emulatorUrl: string) => {
  let needs: Need[] = [];
  let calls: SentCall[] = [];

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const target = String(request.headers['x-amz-target']);
    const input = JSON.parse(body.toString());
    calls.push({ target, traceHeader: request.headers['x-amzn-trace-id']?.toString(), queueUrl: input.QueueUrl });
    needs.push(...needsOf(target, input));
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (!/^(host|connection|content-length|expect)$/.test(name)) headers.set(name, String(value));
    }
    const answer = await fetch(new URL(request.url ?? '/', emulatorUrl), { method: 'POST', headers, body });
    const type = answer.headers.get('content-type') ?? '';
    response.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The needs since the last `take`, each once. */
    take: (): readonly Need[] => {
      const taken = eachOnce(needs);
      needs = [];
      return taken;
    },
    /** The calls since the last `takeCalls`. */
    takeCalls: (): readonly SentCall[] => {
      const taken = calls;
      calls = [];
      return taken;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

interface ItemCall {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
}
type Item = Readonly<Record<string, { readonly S?: string } | undefined>>;

const partitionKey = ({ pk, id }: Item): string => pk?.S ?? id?.S ?? '';

const itemNeed = (action: string, { TableName, Key, Item }: ItemCall): Need => ({
  action: `dynamodb:${action}`,
  resource: TableName,
  keys: [partitionKey(Key ?? Item ?? {})],
});

const partiQlActions = { SELECT: 'Select', INSERT: 'Insert', UPDATE: 'Update', DELETE: 'Delete' } as const;

const statementNeed = ({ Statement }: { readonly Statement: string }): Need => {
  const [, verb, resource] = /^(SELECT|INSERT|UPDATE|DELETE)\b[^"]*"([^"]+)"/.exec(Statement) ?? [];
  if (verb === undefined || resource === undefined) throw new Error(`An unknown statement: ${Statement}`);
  return { action: `dynamodb:PartiQL${partiQlActions[verb as keyof typeof partiQlActions]}`, resource, keys: [] };
};

/** One item of a transaction (Put, Update, …). It needs the action of the single call. */
const transactionNeed = (item: Readonly<Record<string, ItemCall>>): Need[] =>
  Object.entries(item).map(([kind, call]) => itemNeed(kind === 'ConditionCheck' ? kind : `${kind}Item`, call));

/**
 * The permissions that a call needs, by the Service Authorization Reference. Each part of a batch or transaction needs
 * its own.
 *
 * @throws Error for an unknown call, so that somebody thinks about it
 */
// biome-ignore lint/suspicious/noExplicitAny: the services' JSON, of which each call has its own shape.
export const needsOf = (target: string, input: any): Need[] => {
  const need = (action: string, resource: string): Need[] => [{ action, resource, keys: [] }];
  switch (target.replace(/_\d+/, '')) {
    case 'DynamoDB.GetItem':
    case 'DynamoDB.PutItem':
    case 'DynamoDB.UpdateItem':
    case 'DynamoDB.DeleteItem':
      return [itemNeed(target.replace(/^.*\./, ''), input)];
    case 'DynamoDB.BatchGetItem':
      return Object.entries<{ readonly Keys: readonly Item[] }>(input.RequestItems).map(([resource, { Keys }]) => ({
        action: 'dynamodb:BatchGetItem',
        resource,
        keys: [...new Set(Keys.map(partitionKey))],
      }));
    case 'DynamoDB.DescribeTable':
      return need('dynamodb:DescribeTable', input.TableName);
    case 'DynamoDB.Query':
      return [
        {
          action: 'dynamodb:Query',
          resource: [input.TableName, input.IndexName].filter(Boolean).join('/index/'),
          keys: [input.ExpressionAttributeValues[':pk']?.S].filter((key) => key !== undefined),
        },
      ];
    case 'DynamoDB.BatchExecuteStatement':
      return input.Statements.map(statementNeed);
    case 'DynamoDB.TransactWriteItems':
      return input.TransactItems.flatMap(transactionNeed);
    case 'secretsmanager.GetSecretValue':
      return need('secretsmanager:GetSecretValue', input.SecretId);
    case 'AmazonSQS.SendMessage':
    // A batch has no action of its own.
    case 'AmazonSQS.SendMessageBatch':
      return need('sqs:SendMessage', input.QueueUrl);
    case 'AWSEvents.PutEvents':
      return input.Entries.flatMap(({ EventBusName }: { EventBusName: string }) =>
        need('events:PutEvents', EventBusName),
      );
    default:
      throw new Error(`An unknown call: ${target}`);
  }
};
