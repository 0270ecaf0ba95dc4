import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import type { Scope } from '../accounts/api-key.ts';
import * as contract from '../contract/messages.ts';
import { type ProblemType, problemStatus } from '../http/problems.ts';

/** The types of the document, and so of generated clients, by name: what is sent to us, and what we answer. */
const requests = {
  SendRequest: contract.sendBody,
  MessageIds: contract.idsBody,
  NormalizeRequest: contract.normalizeBody,
} as const;
const replies = {
  Message: contract.message,
  SendReply: contract.sendReply,
  Rejection: contract.rejection,
  MessagesReply: contract.messagesReply,
  MessageProblem: contract.idProblem,
  MessagePage: contract.listReply,
  Account: contract.accountReply,
  NormalizedNumber: contract.normalizeReply,
  Health: contract.healthReply,
  Problem: contract.problemReply,
  FieldProblem: contract.fieldProblem,
} as const;

/** What JSON Schema cannot say (a calendar check, say) is left to the validation. */
const conversion = {
  target: 'draft-2020-12',
  errorMode: 'ignore',
  overrideRef: ({ referenceId }: { readonly referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

/** A URL has nothing but text: what it means. */
const meanings: Readonly<Record<string, object>> = {
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  refresh: { type: 'boolean', default: false },
};

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** One route: what it is for, what it takes and answers, and which problems it may meet. */
interface Operation {
  readonly operationId: string;
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description: string;
  readonly scope?: Scope;
  readonly parameters?: readonly object[];
  readonly body?: keyof typeof requests;
  /** What to try the operation with. */
  readonly example?: object;
  readonly reply: readonly [status: 200 | 202, description: string, schema: keyof typeof replies];
  readonly replyHeaders?: object;
  readonly problems: readonly ProblemType[];
}

const idParameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Of the message.',
  schema: jsonSchema(contract.messageIdSchema),
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes the request safe to repeat: the same key with the same body answers with the messages of the first run, ' +
    'and sends nothing again. Keys are kept as long as messages are.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
};

const replayedHeader = {
  'Idempotent-Replayed': {
    description: 'Present on the answer to a request that had been made before.',
    schema: { type: 'string', const: 'true' },
  },
};

const tags = {
  Messages: 'Send messages, see what became of them, cancel them.',
  Account: 'Who you are here, and your credits.',
  Numbers: 'How phone numbers are read.',
  Service: 'The service itself.',
} as const;

/** What every route with a JSON body may answer. */
const unreadable: readonly ProblemType[] = [
  'invalid-request',
  'malformed-request',
  'payload-too-large',
  'unsupported-media-type',
];

const operations: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/v1/messages': {
    post: {
      operationId: 'sendMessages',
      tag: 'Messages',
      summary: 'Send a message',
      description:
        'Records one message per recipient and hands them to the gateway. 202 says that they are recorded: each ' +
        "message's `status` tells what became of it so far. A recipient that cannot be reached is listed in `rejected`.",
      scope: 'messages:send',
      parameters: [idempotencyKey],
      body: 'SendRequest',
      example: { to: '+41791234567', text: 'Hello', reference: 'first' },
      reply: [202, 'The messages, as recorded', 'SendReply'],
      replyHeaders: replayedHeader,
      problems: [
        ...unreadable,
        'insufficient-credit',
        'request-in-flight',
        'idempotency-key-reused',
        'rate-limited',
        'store-unavailable',
      ],
    },
    get: {
      operationId: 'listMessages',
      tag: 'Messages',
      summary: 'List messages',
      description:
        'Newest first. A page may hold fewer messages than `limit`, as where more would be too large an answer: follow ' +
        '`cursor` until it is `null`. A message may take a moment to appear; by its id it is found at once.',
      scope: 'messages:read',
      parameters: queryParameters(contract.listParameters),
      reply: [200, 'One page', 'MessagePage'],
      problems: ['invalid-request', 'invalid-cursor', 'store-unavailable'],
    },
  },
  '/v1/messages/{id}': {
    get: {
      operationId: 'getMessage',
      tag: 'Messages',
      summary: 'Get a message',
      description: 'As recorded; with `refresh`, as the gateway has it now.',
      scope: 'messages:read',
      parameters: [idParameter, ...queryParameters(contract.queryParameters)],
      reply: [200, 'The message', 'Message'],
      problems: ['invalid-request', 'not-found', 'gateway-unavailable', 'store-unavailable'],
    },
  },
  '/v1/messages/query': {
    post: {
      operationId: 'queryMessages',
      tag: 'Messages',
      summary: 'Get many messages, live from the gateway',
      description:
        'Asks the gateway about up to 100 messages. Ids for which that is not possible are in `errors`; those with ' +
        '`reply_too_large` have room in the answer to another request.',
      scope: 'messages:read',
      body: 'MessageIds',
      reply: [200, 'The messages, as the gateway has them now', 'MessagesReply'],
      problems: [...unreadable, 'gateway-unavailable', 'store-unavailable'],
    },
  },
  '/v1/messages/{id}/cancel': {
    post: {
      operationId: 'cancelMessage',
      tag: 'Messages',
      summary: 'Cancel a message',
      description: 'Cancels a message that has not been sent yet. Cancelling one again answers the same.',
      scope: 'messages:cancel',
      parameters: [idParameter],
      reply: [200, 'The cancelled message', 'Message'],
      problems: ['not-found', 'not-cancelable', 'gateway-unavailable', 'store-unavailable'],
    },
  },
  '/v1/messages/cancel': {
    post: {
      operationId: 'cancelMessages',
      tag: 'Messages',
      summary: 'Cancel many messages',
      description:
        'Cancels up to 100 messages, each as if alone. Those that cannot be cancelled are in `errors`; those with ' +
        '`reply_too_large` have room in the answer to another request, and were not cancelled.',
      scope: 'messages:cancel',
      body: 'MessageIds',
      reply: [200, 'The messages that are cancelled now', 'MessagesReply'],
      problems: [...unreadable, 'gateway-unavailable', 'store-unavailable'],
    },
  },
  '/v1/account': {
    get: {
      operationId: 'getAccount',
      tag: 'Account',
      summary: 'Get your account',
      description: "Your account, and the state of the deployment's account at the gateway.",
      scope: 'account:read',
      reply: [200, 'The account', 'Account'],
      problems: ['store-unavailable'],
    },
  },
  '/v1/numbers/normalize': {
    post: {
      operationId: 'normalizeNumber',
      tag: 'Numbers',
      summary: 'Normalize a phone number',
      description: 'How this service and the gateway read a number, and whether messages are sent to it.',
      scope: 'numbers:read',
      body: 'NormalizeRequest',
      example: { number: '079 123 45 67' },
      reply: [200, 'The number, as this service and as the gateway read it', 'NormalizedNumber'],
      problems: [...unreadable, 'store-unavailable'],
    },
  },
  '/v1/health': {
    get: {
      operationId: 'getHealth',
      tag: 'Service',
      summary: 'Check that the API answers',
      description: 'Says nothing of what lies behind the API. Needs no key.',
      reply: [200, 'It does', 'Health'],
      problems: [],
    },
  },
};

/** The OpenAPI 3.1 document, made from the schemas that validate. */
export const openApiDocument = () => ({
  openapi: '3.1.0',
  info: {
    title: 'textgate',
    version: '1',
    description:
      'Send, query and cancel SMS. Errors are problem documents (RFC 9457); their `type` is stable.\n\n' +
      "AWS' API Gateway may answer in our place: 413 (over 10 MB), 429 (too many requests at once), 500 or 503, each " +
      'with a JSON object `{"message": …}`. After 500 and 503 the request may have had its effect: repeat it with its ' +
      'idempotency key.',
    contact: { name: 'Whoever gave you your API key' },
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/', description: 'The address that this document comes from.' }],
  tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  paths: Object.fromEntries(
    Object.entries(operations).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, operationObject(operation)])),
    ]),
  ),
  components: {
    securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `textgate_…`.' } },
    schemas: {
      ...toJsonSchemaDefs(requests, { ...conversion, typeMode: 'input' }),
      ...toJsonSchemaDefs(replies, { ...conversion, typeMode: 'output' }),
      ApiGatewayAnswer: {
        type: 'object',
        description: "AWS' API Gateway, in our place.",
        properties: { message: { type: 'string' } },
        required: ['message'],
      },
    },
  },
});

const operationObject = (operation: Operation) => {
  const { operationId, tag, summary, description, scope, parameters, body, example, replyHeaders } = operation;
  const [status, replyDescription, replySchema] = operation.reply;
  return {
    operationId,
    tags: [tag],
    summary,
    description: scope === undefined ? description : `${description}\n\nTakes a key with the scope \`${scope}\`.`,
    security: scope === undefined ? [] : [{ apiKey: [] }],
    ...(parameters && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref(body), ...(example && { example }) } },
      },
    }),
    responses: {
      [status]: {
        description: replyDescription,
        ...(replyHeaders && { headers: replyHeaders }),
        content: { 'application/json': { schema: ref(replySchema) } },
      },
      429: tooManyRequests,
      ...problemResponses([...operation.problems, ...(scope ? keyProblems : []), 'internal']),
    },
  };
};

const tooManyRequests = {
  description: 'Too many requests at once.',
  content: { 'application/json': { schema: ref('ApiGatewayAnswer') } },
};

const keyProblems: readonly ProblemType[] = ['unauthenticated', 'forbidden'];

const retryAfter = {
  'Retry-After': { description: 'Seconds to wait before another try.', schema: { type: 'string', pattern: '^\\d+$' } },
};

/** A header's presence depends on the problem where a status has several. */
const headersOf: Readonly<Record<number, object>> = {
  401: {
    'WWW-Authenticate': {
      description: "AWS' API Gateway may call it `x-amzn-remapped-www-authenticate`.",
      schema: { type: 'string', const: 'Bearer' },
    },
  },
  409: retryAfter,
  429: retryAfter,
  503: retryAfter,
};

const problemResponses = (types: readonly ProblemType[]) => {
  const byStatus = new Map<number, string[]>();
  for (const type of types) {
    const status = problemStatus(type);
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${type}\``]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.join(', '),
        ...(headersOf[status] && { headers: headersOf[status] }),
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    ]),
  );
};

function queryParameters({ entries }: v.StrictObjectSchema<v.ObjectEntries, undefined>): object[] {
  return Object.entries(entries).map(([name, entry]) => {
    const { description: _, ...schema } = jsonSchema(entry);
    // What describes it stands behind what is made of the text.
    const { description = '' } = jsonSchema(entry, 'output');
    return { name, in: 'query', required: false, description, schema: meanings[name] ?? schema };
  });
}

function jsonSchema(schema: v.GenericSchema, typeMode: 'input' | 'output' = 'input') {
  const { $schema: _, ...rest } = toJsonSchema(schema, { ...conversion, typeMode });
  return rest;
}
