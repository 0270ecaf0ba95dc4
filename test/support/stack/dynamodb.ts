import { type BatchStatementRequest, DynamoDBClient } from '@aws-sdk/client-dynamodb';

interface Faults {
  /** Runs before each request. The client gets what it throws. */
  before?: ((command: string) => void) | undefined;
  /** Runs after each request was carried out. What it throws replaces the answer. */
  after?: ((command: string) => void) | undefined;
  /** The error code for a statement that must not be carried out. */
  statement?: ((statement: BatchStatementRequest) => string | undefined) | undefined;
  /** Whether each read leaves half of its keys unprocessed. */
  readsHalf?: boolean;
}

interface Counts {
  /** The number of requests, by command. */
  readonly requests: Map<string, number>;
  /** Statements that were carried out. One with a failed condition counts as well, because it costs a write. */
  statements: number;
  /** The number of keys that were requested. */
  keysRead: number;
}

/** A client of the emulator. It fails as scripted, outside the SDK's own retries, and counts. */
export const emulatedDynamoDB = (endpoint: string) => {
  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const faults: Faults = {};
  const counts: Counts = { requests: new Map(), statements: 0, keysRead: 0 };

  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        faults.before?.(commandName);
        counts.requests.set(commandName, (counts.requests.get(commandName) ?? 0) + 1);
        const { input } = args;
        const result = 'Statements' in input ? await runStatements(input.Statements ?? []) : await readKeys();
        faults.after?.(commandName);
        return result;

        async function runStatements(statements: BatchStatementRequest[]) {
          const refusals = statements.map((statement) => faults.statement?.(statement));
          const taken = statements.filter((_, index) => refusals[index] === undefined);
          counts.statements += taken.length;
          if (taken.length === statements.length) return next(args);
          const result = taken.length > 0 ? await next({ ...args, input: { ...input, Statements: taken } }) : undefined;
          const answers =
            result && 'Responses' in result.output ? [...Object.values(result.output.Responses ?? [])] : [];
          const Responses = refusals.map((code) => (code === undefined ? answers.shift() : { Error: { Code: code } }));
          return { response: undefined, output: { $metadata: {}, Responses } } as Awaited<ReturnType<typeof next>>;
        }

        async function readKeys() {
          if ('RequestItems' in input) {
            for (const request of Object.values(input.RequestItems ?? {})) {
              if ('Keys' in request) counts.keysRead += request.Keys?.length ?? 0;
            }
          }
          if (!faults.readsHalf || !('RequestItems' in input) || commandName !== 'BatchGetItemCommand')
            return next(args);
          const [[table, request] = []] = Object.entries(input.RequestItems ?? {});
          if (table === undefined || !request || !('Keys' in request) || (request.Keys?.length ?? 0) < 2)
            return next(args);
          const keys = request.Keys ?? [];
          const half = keys.slice(0, keys.length / 2);
          const result = await next({ ...args, input: { RequestItems: { [table]: { ...request, Keys: half } } } });
          const UnprocessedKeys = { [table]: { ...request, Keys: keys.slice(half.length) } };
          return { ...result, output: { ...result.output, UnprocessedKeys } };
        }
      },
    { step: 'initialize', name: 'faults' },
  );
  return { client, faults, counts };
};
