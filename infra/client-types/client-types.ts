import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import * as v from 'valibot';
import { openApiDocument } from '../../functions/api/openapi-document.ts';
import { replyTypes, requestTypes } from '../../functions/contract/descriptions.ts';
import { problemTypes } from '../../functions/contract/problems.ts';
import { scopes } from '../../functions/contract/scopes.ts';
import { statuses } from '../../functions/contract/statuses.ts';
import { allMessageEvents, webhookEventTypes } from '../../functions/contract/webhook-events.ts';
import { postedTypes } from '../../functions/contract/webhook-posts.ts';
import { eitherOf, interfaceOf, quoted, unionOf } from './typescript.ts';

/** Makes the types of `textgate/client` from the OpenAPI document, with the same names. */

/** Lists of the contract that get a type with this name. */
const enumerations = {
  Status: statuses,
  Scope: scopes,
  ProblemType: problemTypes,
  WebhookEventType: webhookEventTypes,
  WebhookEventFilter: [...webhookEventTypes, allMessageEvents],
} as const;

const remarks: Readonly<Record<string, string>> = {
  Status:
    'What became of a message so far. `delivered`, `failed`, `expired`, `canceled` and `indeterminate` are final. ' +
    '`indeterminate`: nobody knows whether it was sent; it is not sent again.',
  Scope: 'What an API key may be allowed to do.',
  ProblemType: 'How the `type` of a problem ends, after `urn:textgate:problem:`.',
  WebhookEventType: 'What may be posted to a webhook; a message’s events are named after its status.',
  WebhookEventFilter: 'What a webhook may ask for. `message.*` is every status of a message.',
};

/** Names of the queries of lists and statistics, by operation. For other operations the client takes the parameters one by one. */
const queries: Readonly<Record<string, string>> = {
  listMessages: 'MessageQuery',
  listSuppressions: 'SuppressionQuery',
  getStatistics: 'StatisticsQuery',
  listDeliveries: 'DeliveryQuery',
  listMessageDeliveries: 'MessageDeliveryQuery',
};

/** A request has exactly one of each pair. Only the validation says so (`consistent` in contract/send.ts), and no schema. */
const alternatives: Readonly<Record<string, readonly [string, string]>> = { SendRequest: ['to', 'recipients'] };

const parameter = v.looseObject({
  name: v.string(),
  in: v.string(),
  description: v.optional(v.string()),
  schema: v.looseObject({}),
});
const message = v.object({
  content: v.object({ 'application/json': v.optional(v.object({ schema: v.object({ $ref: v.string() }) })) }),
});
const operation = v.object({
  operationId: v.string(),
  parameters: v.optional(v.array(parameter), []),
  requestBody: v.optional(message),
  responses: v.record(v.string(), message),
});
const paths = v.record(v.string(), v.record(v.string(), operation));
type Operation = v.InferOutput<typeof operation> & { readonly address: string };

const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** The text of the file `functions/client/types.ts`. */
export const clientTypes = (): string =>
  execFileSync(process.execPath, [BIOME, 'format', '--stdin-file-path=types.ts'], { input: declarations() }).toString();

const declarations = (): string => {
  const document = openApiDocument();
  const schemas: Readonly<Record<string, unknown>> = document.components.schemas;
  const operations = Object.entries(v.parse(paths, document.paths)).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, rest]) => ({ ...rest, address: `${method.toUpperCase()} ${path}` })),
  );
  const given = { enumerations, isGiven: true };
  const received = { enumerations, isGiven: false };
  return [
    '/** Made of the contract by `npm run client-types`: change that, not this file. */',
    ...Object.entries(enumerations).map(([name, values]) => unionOf(name, remarks[name] ?? '', values.map(quoted))),
    ...Object.keys(requestTypes).map((name) => {
      const remark = remarkOf('Request', operations.filter(takes(name)));
      const either = alternatives[name];
      if (either === undefined) return interfaceOf(name, remark, schemas[name], given);
      const fields = `${name}Fields`;
      return `${interfaceOf(fields, '', schemas[name], given)}\n\n${eitherOf(name, remark, fields, either)}`;
    }),
    ...operations
      .filter((each) => isPaged(each) || Object.hasOwn(queries, each.operationId))
      .map((each) => interfaceOf(nameOfQuery(each), remarkOf('Query', [each]), queryOf(each), given)),
    ...Object.keys(replyTypes).map((name) =>
      interfaceOf(name, remarkOf('Reply', operations.filter(answers(name))), schemas[name], received),
    ),
    ...Object.keys(postedTypes).map((name) => interfaceOf(name, '', schemas[name], received)),
    unionOf('WebhookEvent', 'What is posted to a webhook; its `type` tells which.', Object.keys(postedTypes)),
  ].join('\n\n');
};

const remarkOf = (what: string, operations: readonly Operation[]): string =>
  operations.length === 0 ? '' : `${what} of ${operations.map(({ address }) => `\`${address}\``).join(', ')}.`;

const isOf = (name: string, { content }: v.InferOutput<typeof message>): boolean =>
  content['application/json']?.schema.$ref === `#/components/schemas/${name}`;

const takes =
  (name: string) =>
  ({ requestBody }: Operation): boolean =>
    requestBody !== undefined && isOf(name, requestBody);

const answers =
  (name: string) =>
  ({ responses }: Operation): boolean =>
    Object.values(responses).some((response) => isOf(name, response));

const inQuery = ({ parameters }: Operation) => parameters.filter((parameter) => parameter.in === 'query');

const isPaged = (operation: Operation): boolean => inQuery(operation).some(({ name }) => name === 'cursor');

const nameOfQuery = ({ operationId }: Operation): string => {
  const name = queries[operationId];
  if (name === undefined) throw new Error(`The query of ${operationId} has no name: add one in infra/client-types.`);
  return name;
};

const queryOf = (operation: Operation): object => ({
  type: 'object',
  properties: Object.fromEntries(
    inQuery(operation).map(({ name, description, schema }) => [name, { ...schema, description }]),
  ),
});
