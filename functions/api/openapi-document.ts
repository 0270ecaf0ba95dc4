import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import {
  type Description,
  descriptions,
  pathParameters,
  post,
  queryMeanings,
  replyHeaders,
  replyTypes,
  requestHeaders,
  requestTypes,
  tags,
} from '../contract/descriptions.ts';
import { type Operation, problemsOf, type QuerySchema } from '../contract/operation.ts';
import * as table from '../contract/operations.ts';
import { type ProblemType, problemStatus } from '../contract/problems.ts';
import type { Route } from '../contract/route.ts';
import { postedTypes } from '../contract/webhook-posts.ts';

/** JSON Schema cannot express every check, such as that a date exists. Those are left to the validation. */
const conversion = {
  target: 'draft-2020-12',
  errorMode: 'ignore',
  overrideRef: ({ referenceId }: { readonly referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

const operations: Readonly<Record<keyof typeof table, Operation>> = table;

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The OpenAPI 3.1 document, made from the validating schemas. */
export const openApiDocument = () => ({
  openapi: '3.1.0',
  info: {
    title: 'textgate',
    version: '1',
    description:
      'Send, query and cancel SMS. Errors are problem documents (RFC 9457); their `type` is stable.\n\n' +
      'Sometimes AWS API Gateway answers instead of textgate, with a JSON object `{"message": …}`. With 413 (over ' +
      '10 MB) and 429 (too many requests at once), nothing was done. With 500 and 503, either no Lambda was free and ' +
      'nothing was done, or the function failed or took too long and the request may have had its effect; the ' +
      'answer does not say which. Repeat the request after some seconds: a send with the same `Idempotency-Key` ' +
      'sends nothing twice. To ask about such an answer, quote its header `apigw-requestid`; of a problem document, ' +
      'quote `instance`.',
    contact: { name: 'Whoever gave you your API key' },
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/', description: 'The address that serves this document.' }],
  tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  paths: pathsObject(),
  webhooks: { event: { post: postObject() } },
  components: {
    securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `textgate_…`.' } },
    schemas: {
      ...toJsonSchemaDefs(requestTypes, { ...conversion, typeMode: 'input' }),
      ...toJsonSchemaDefs({ ...replyTypes, ...postedTypes }, { ...conversion, typeMode: 'output' }),
      ApiGatewayAnswer: {
        type: 'object',
        description: 'An answer of AWS API Gateway instead of textgate.',
        properties: { message: { type: 'string' } },
        required: ['message'],
      },
    },
  },
});

const pathsObject = () => {
  const byPath = Map.groupBy(
    Object.keys(descriptions).filter(isOperation),
    (operationId) => operations[operationId].route.path,
  );
  return Object.fromEntries(
    [...byPath].map(([path, operationIds]) => [
      path,
      Object.fromEntries(
        operationIds.map((operationId) => [
          operations[operationId].route.method.toLowerCase(),
          operationObject(operationId),
        ]),
      ),
    ]),
  );
};

const isOperation = (name: string): name is keyof typeof operations => Object.hasOwn(operations, name);

const operationObject = (operationId: keyof typeof operations) => {
  const operation = operations[operationId];
  const { route, body, isBodyOptional, reply, preview } = operation;
  const { scope } = route;
  const { tag, summary, description, example, ...answers }: Description = descriptions[operationId];
  const parameters = parametersOf(operation);
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, ...keyNeeded(scope)].join('\n\n'),
    security: scope === undefined ? [] : [{ apiKey: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: isBodyOptional !== true,
        content: { 'application/json': { schema: ref(nameIn(requestTypes, body)), ...(example && { example }) } },
      },
    }),
    responses: {
      [reply.status]: {
        description: answers.reply,
        ...(reply.headers && { headers: Object.fromEntries(reply.headers.map((name) => [name, replyHeaders[name]])) }),
        content: { 'application/json': { schema: ref(nameIn(replyTypes, reply.body)) } },
      },
      ...(preview && {
        [preview.status]: {
          description: answers.preview,
          content: { 'application/json': { schema: ref(nameIn(replyTypes, preview.body)) } },
        },
      }),
      ...failures(problemsOf(operation)),
    },
  };
};

const keyNeeded = (scope: Route['scope']): readonly string[] => {
  if (scope === undefined) return [];
  return [scope === 'any' ? 'Needs an API key with any scope.' : `Needs an API key with the scope \`${scope}\`.`];
};

const postObject = () => {
  const { tag, summary, description, headers, answers } = post;
  return {
    operationId: 'receiveEvent',
    tags: [tag],
    summary,
    description,
    security: [],
    parameters: Object.entries(headers).map(([name, meaning]) => ({
      name,
      in: 'header',
      required: true,
      description: meaning,
      schema: { type: 'string' },
    })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { oneOf: Object.keys(postedTypes).map(ref) } } },
    },
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, meaning]) => [status, { description: meaning }]),
    ),
  };
};

/** Generated clients name their types so. */
const nameIn = (types: Readonly<Record<string, v.GenericSchema>>, schema: v.GenericSchema): string => {
  const [name] = Object.entries(types).find(([, named]) => named === schema) ?? [];
  if (name === undefined) throw new Error('A body has no name in functions/contract/descriptions.ts.');
  return name;
};

/** The statuses that API Gateway may answer instead of textgate, to any request, and what they mean. */
const fromApiGateway: Readonly<Record<number, string>> = {
  429: 'too many requests at once; nothing was done.',
  500: 'no Lambda was free, or the function failed; the request may have been carried out.',
  503: 'no Lambda was free, or the function took too long; the request may have been carried out.',
};

const retryAfter = {
  'Retry-After': { description: 'Seconds to wait before trying again.', schema: { type: 'string', pattern: '^\\d+$' } },
};

/** If a status has several problems, not all of them have its headers. */
const headersOf: Readonly<Record<number, object>> = {
  401: {
    'WWW-Authenticate': {
      description: 'AWS API Gateway may rename it to `x-amzn-remapped-www-authenticate`.',
      schema: { type: 'string', const: 'Bearer' },
    },
  },
  409: retryAfter,
  429: retryAfter,
  503: retryAfter,
};

const failures = (types: readonly ProblemType[]) => {
  const problems = Map.groupBy(types, problemStatus);
  const statuses = new Set([...problems.keys(), ...Object.keys(fromApiGateway).map(Number)]);
  return Object.fromEntries([...statuses].map((status) => [status, failure(status, problems.get(status) ?? [])]));
};

const failure = (status: number, problems: readonly ProblemType[]) => {
  const names = problems.map((type) => `\`${type}\``).join(', ');
  const ofApiGateway = fromApiGateway[status];
  return {
    description: [names, ofApiGateway && `From API Gateway: ${ofApiGateway}`].filter(Boolean).join('. '),
    ...(names && headersOf[status] && { headers: headersOf[status] }),
    content: {
      ...(names && { 'application/problem+json': { schema: ref('Problem') } }),
      ...(ofApiGateway && { 'application/json': { schema: ref('ApiGatewayAnswer') } }),
    },
  };
};

const parametersOf = ({ route: { path }, query, headers = [] }: Operation): readonly object[] => [
  ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => pathParameter(name)),
  ...(query ? queryParameters(query) : []),
  ...headers.map((name) => ({ name, in: 'header', required: false, ...requestHeaders[name] })),
];

const pathParameter = (name: string): object => {
  const { description, schema } = pathParameters[name] ?? {};
  if (schema === undefined) throw new Error(`The path parameter ${name} has no description.`);
  return { name, in: 'path', required: true, description, schema: jsonSchema(schema) };
};

const queryParameters = ({ entries }: QuerySchema): object[] =>
  Object.entries(entries).map(([name, entry]) => {
    const { description: _, ...schema } = jsonSchema(entry);
    // The description belongs to the output of the schema's last step.
    const { description = '' } = jsonSchema(entry, 'output');
    return { name, in: 'query', required: false, description, schema: queryMeanings[name] ?? schema };
  });

function jsonSchema(schema: v.GenericSchema, typeMode: 'input' | 'output' = 'input') {
  const { $schema: _, ...rest } = toJsonSchema(schema, { ...conversion, typeMode });
  return rest;
}
