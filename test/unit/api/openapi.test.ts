import { validate } from '@readme/openapi-parser';
import Ajv from 'ajv/dist/2020.js';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { handler as health } from '../../../functions/api/health.ts';
import { handler } from '../../../functions/api/openapi.ts';
import { openApiDocument } from '../../../functions/api/openapi-document.ts';
import { listParameters } from '../../../functions/contract/list.ts';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { callsPerJob, directCalls } from '../../../functions/messages/jobs.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { newsOf } from '../../../functions/webhooks/news.ts';
import { createSendTest } from '../../../functions/webhooks/send-test.ts';
import { aContext, anEvent, answerOf } from '../../support/clients/api-events.ts';
import { memoryWebhooks } from '../../support/fakes/memory-webhooks.ts';
import { aMessage } from '../../support/model/messages.ts';
import { aWebhook } from '../../support/model/webhooks.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const get = async (route: string, path?: Record<string, string>) =>
  answerOf(await handler(anEvent({ route, ...(path && { path }) }), aContext()));

const document = openApiDocument();
const nothing = { type: 'null' };
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    // The validator resolves references in place.
    const result = await validate(JSON.parse(JSON.stringify(document)));

    expect(result).toMatchObject({ valid: true, warnings: [] });
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test('is JSON through and through: nothing is lost when it is served', async () => {
    const { status, headers, body } = await get('GET /openapi.json');

    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json' });
    expect(body).toEqual(document);
  });

  test('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];

    expect(references.length).toBeGreaterThan(0);
    for (const [, name = ''] of references) expect(document.components.schemas).toHaveProperty(name);
  });

  test('names each operation once, and says what key it needs', () => {
    const ids = operations.map(({ operationId }) => operationId);

    expect(new Set(ids).size).toBe(ids.length);
    for (const { operationId, security, responses } of operations) {
      if (operationId === 'getHealth') {
        expect(security).toEqual([]);
        continue;
      }
      expect(security).toEqual([{ apiKey: [] }]);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '500']));
      // A key tells of itself, whatever it may be used for.
      expect('403' in responses).toBe(operationId !== 'getKey');
    }
  });

  test('says of each operation what API Gateway answers in its place, also where a problem has the same status', () => {
    const all: { operationId: string; responses: Record<string, { content: object }> }[] = JSON.parse(
      JSON.stringify(operations),
    );

    for (const { operationId, responses } of all) {
      for (const status of [429, 500, 503]) {
        expect(responses[status]?.content, `${operationId} ${status}`).toHaveProperty(['application/json']);
      }
    }
    const { responses } = all.find(({ operationId }) => operationId === 'sendMessages') ?? {};
    expect(Object.keys(responses?.[429]?.content ?? {})).toEqual(['application/problem+json', 'application/json']);
  });

  test('says which numbers are whole', () => {
    const schemas = JSON.parse(JSON.stringify(document.components.schemas));
    const { Message, Rejection, Account, Problem } = schemas;

    // A rate and a middle of many times are not.
    for (const { properties } of [schemas.StatisticsCounts, schemas.StatisticsPeriod]) {
      for (const name of ['deliveryRate', 'medianDeliverySeconds']) {
        expect(properties[name].anyOf).toEqual([{ type: 'number' }, { type: 'null' }]);
        delete properties[name];
      }
    }
    expect(JSON.stringify({ ...document, components: { schemas } })).not.toContain('"type":"number"');
    for (const { type } of [Message.properties.segments, Rejection.properties.index, Problem.properties.status]) {
      expect(type).toBe('integer');
    }
    expect(Account.properties.credits.anyOf).toEqual([{ type: 'integer' }, { type: 'null' }]);
  });

  test('says which request may have no body', () => {
    const { paths } = JSON.parse(JSON.stringify(document));

    expect(paths['/v1/suppressions/{number}'].put.requestBody.required).toBe(false);
    expect(paths['/v1/messages'].post.requestBody.required).toBe(true);
  });

  test('tells the numbers by which requests of many texts go', () => {
    const { description } = JSON.parse(JSON.stringify(document)).paths['/v1/messages'].post;

    expect(description).toContain(`more than ${directCalls} different texts`);
    expect(description).toContain(`in the background, ${callsPerJob} texts a second`);
  });

  test('says what the texts in a URL mean', () => {
    const parameters = JSON.parse(JSON.stringify(operations.flatMap((operation) => operation.parameters ?? [])));
    const schemaOf = (name: string) => parameters.find((parameter: { name: string }) => parameter.name === name).schema;

    expect(schemaOf('limit')).toEqual({ type: 'integer', minimum: 1, maximum: 100, default: 20 });
    expect(schemaOf('refresh')).toEqual({ type: 'boolean', default: false });
    expect(schemaOf('dryRun')).toEqual({ type: 'boolean', default: false });
    const read = (query: object) => v.safeParse(listParameters, query);
    expect(read({})).toMatchObject({ output: { limit: 20 } });
    expect([1, 100, 0, 101, '1.5'].map((limit) => read({ limit: String(limit) }).success)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('says what else a send may be answered', () => {
    const { responses } = JSON.parse(JSON.stringify(document.paths['/v1/messages']?.['post']));

    expect([200, 202].map((status) => responses[status].content['application/json'].schema.$ref)).toEqual([
      '#/components/schemas/DryRun',
      '#/components/schemas/SendReply',
    ]);
  });

  test('describes every parameter', () => {
    const parameters = JSON.parse(JSON.stringify(operations.flatMap((operation) => operation.parameters ?? [])));

    for (const { name, description } of parameters) expect(description, name).toMatch(/\.$/);
  });

  test('gives every body a name: types of generated clients are called so', () => {
    const bodies = [
      ...JSON.stringify(document.paths).matchAll(/"application\/(?:problem\+)?json":\{"schema":(\{[^}]*\})/g),
    ];

    expect(bodies.length).toBeGreaterThan(operations.length);
    for (const [, schema = ''] of bodies) expect(Object.keys(JSON.parse(schema))).toEqual(['$ref']);
  });

  test('has the shape of what receivers are posted: of news, and of a test', async () => {
    const { schema } = document.webhooks.event.post.requestBody.content['application/json'];
    const takes = new Ajv.default({ strict: false, validateFormats: false }).compile({
      ...schema,
      components: document.components,
    });
    const news = eventsOf({ before: undefined, after: toItem(aMessage(), 90) }).map((event) => newsOf(event)?.body);
    const tests: string[] = [];
    const webhook = aWebhook();
    await createSendTest({
      webhooks: memoryWebhooks([webhook]),
      post: async ({ body }) => {
        tests.push(body);
        return { status: 204 };
      },
      clock: () => new Date(),
    })(webhook.account, webhook.id);
    const posted = [...news, ...tests].map((body = '') => JSON.parse(body));

    expect(posted).toHaveLength(2);
    for (const body of posted) {
      expect(takes(body) || takes.errors).toBe(true);
      expect(takes({ ...body, type: 'message.eaten' })).toBe(false);
      expect(takes({ ...body, data: {} })).toBe(false);
    }
  });

  test('tells the limits that are checked', () => {
    const schema = JSON.parse(JSON.stringify(document.components.schemas.SendRequest));

    expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['text'] });
    expect(schema.properties.to.anyOf).toMatchObject([
      {
        anyOf: [
          { type: 'string', minLength: 1, maxLength: 64 },
          { type: 'array', minItems: 1, maxItems: 1000, items: { type: 'string', minLength: 1, maxLength: 64 } },
        ],
      },
      nothing,
    ]);
    expect(schema.properties.type).toMatchObject({ anyOf: [{ enum: ['text', 'flash'] }, nothing], default: 'text' });
    expect(schema.properties.scheduledAt.anyOf).toMatchObject([{ type: 'string', format: 'date-time' }, nothing]);
    expect(schema.properties.metadata.anyOf).toMatchObject([{ type: 'object', maxProperties: 20 }, nothing]);
  });

  test('says that every optional field may be null, and no required one', () => {
    const { properties, required } = JSON.parse(JSON.stringify(document.components.schemas.SendRequest));

    const nullable = Object.keys(properties).filter(
      (name) => JSON.stringify(properties[name].anyOf?.at(-1)) === '{"type":"null"}',
    );

    expect(nullable).toEqual(Object.keys(properties).filter((name) => !required.includes(name)));
  });
});

describe('the page that shows it', () => {
  test('is served, and loads nothing from another host', async () => {
    const { status, headers, body } = await get('GET /docs');

    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    expect(body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(body).toContain("url: 'openapi.json'");
  });

  test.each(['nothing.js', '../openapi.js', 'constructor', ''])('has no asset %j', async (asset) => {
    expect(await get('GET /docs/{asset}', { asset })).toMatchObject({
      status: 404,
      body: { type: 'urn:textgate:problem:not-found', detail: 'There is no such page.' },
    });
  });
});

test('a preflight of any path is well: what pages may do is told by API Gateway', async () => {
  const answer = answerOf(await health(anEvent({ route: 'OPTIONS /{proxy+}' }), aContext()));

  expect(answer).toEqual({ status: 204, headers: {}, body: '' });
});

test('GET /v1/health needs no key', async () => {
  const answer = answerOf(await health(anEvent({ route: 'GET /v1/health' }), aContext()));

  expect(answer).toMatchObject({ status: 200, body: { status: 'ok' } });
});
