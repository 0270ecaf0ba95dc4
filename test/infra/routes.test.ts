import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openApiDocument } from '../../functions/api/openapi-document.ts';
import type { Operation } from '../../functions/contract/operation.ts';
import * as operations from '../../functions/contract/operations.ts';
import { anythingElse, type Route, routeKey } from '../../functions/contract/route.ts';
import * as routesOfContract from '../../functions/contract/routes.ts';
import { wrongMethod } from '../../functions/http/wrong-method.ts';
import { aContext, anEvent, answerOf } from '../support/clients/api-events.ts';
import { logLines } from '../support/runner/log-lines.ts';
import { only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';

const { api } = synthesized();

interface Handler {
  handler(event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2>;
}

/** Each route, with the function that the template assigns to it. */
const routes = resourcesOf(api, 'AWS::ApiGatewayV2::Route').map(({ properties: { RouteKey, Target } }) => {
  const integration = Target['Fn::Join'][1][1].Ref;
  const { properties } = only(
    resourcesOf(api, 'AWS::ApiGatewayV2::Integration').filter(({ id }) => id === integration),
  );
  const [functionId]: [string] = properties.IntegrationUri['Fn::GetAtt'];
  const fn = only(resourcesOf(api, 'AWS::Lambda::Function').filter(({ id }) => id === functionId)).properties;
  const environment: Record<string, unknown> = fn.Environment.Variables;
  const [, ...words] = functionId.slice(0, -8).match(/[A-Z][a-z]*/g) ?? [];
  return { route: String(RouteKey), entry: words.join('-').toLowerCase(), environment };
});
/** All other paths lead to the XML-RPC door, which has its own tests. */
const apiRoutes = routes.filter(({ route }) => route !== anythingElse);

const deployed = apiRoutes.map(({ route }) => route).sort();
const table: Readonly<Record<string, Route>> = routesOfContract;
const shapes: Readonly<Record<string, Operation>> = operations;

describe('the table of routes', () => {
  test('is exactly what is deployed', () => {
    expect(Object.values(table).map(routeKey).sort()).toEqual(deployed);
  });

  test('has the shapes of each operation, at its own route, and pages without a key besides', () => {
    for (const [name, { route }] of Object.entries(shapes)) expect(table[name], name).toBe(route);
    const pages = Object.entries(table).filter(([name]) => !Object.hasOwn(shapes, name));
    expect(pages.map(([, route]) => routeKey(route)).sort()).toEqual([
      'GET /console',
      'GET /console/{asset}',
      'GET /docs',
      'GET /docs/{asset}',
      'GET /events.json',
      'GET /openapi.json',
    ]);
    for (const [name, { scope }] of pages) expect(scope, name).toBeUndefined();
  });

  test('is what the OpenAPI document describes, operation by operation', () => {
    const described = Object.entries(openApiDocument().paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [operationId, `${method.toUpperCase()} ${path}`]),
    );

    expect(Object.fromEntries(described)).toEqual(
      Object.fromEntries(Object.entries(shapes).map(([name, { route }]) => [name, routeKey(route)])),
    );
  });

  test('tells the methods of each address to whoever tries another', () => {
    for (const { method, path } of Object.values(table)) {
      const allowed = Object.values(table).filter((other) => other.path === path);
      expect(wrongMethod(method, path), path).toBeUndefined();
      expect(wrongMethod('TRACE', path)?.allowed, path).toEqual(allowed.map((other) => other.method).sort());
    }
    expect(wrongMethod('GET', '/v2')).toBeUndefined();
  });
});

test('the console can be left out, with its function', () => {
  const { api } = synthesized({ console: 'false' });
  const keys = resourcesOf(api, 'AWS::ApiGatewayV2::Route').map(({ properties }) => String(properties.RouteKey));
  const functions = resourcesOf(api, 'AWS::Lambda::Function').map(({ id }) => id);

  expect(keys.toSorted()).toEqual(
    routes
      .map(({ route }) => route)
      .filter((route) => !route.includes('/console'))
      .toSorted(),
  );
  expect(functions.filter((id) => id.includes('Console'))).toEqual([]);
});

describe("a route's function, with the settings of its template alone", () => {
  logLines();
  beforeEach(() => {
    vi.resetModules();
    vi.stubEnv('AWS_REGION', 'eu-central-1');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  // The console's page exists only beside its built bundle: see test/infra/bundle.test.ts.
  const ofSource = apiRoutes.filter(({ route }) => route !== 'GET /console');

  test.each(ofSource)('serves $route', async ({ route, entry, environment }) => {
    for (const [name, value] of Object.entries(environment)) {
      vi.stubEnv(name, typeof value === 'string' ? value : `the ${name} of another stack`);
    }
    const { handler }: Handler = await import(`../../functions/api/${entry}.ts`);

    const { status } = answerOf(await handler(anEvent({ route, headers: { authorization: '' } }), aContext()));

    // Without a key. A route that needs one refuses; a route that is missing or not served would be an internal error.
    const expected = {
      'GET /v1/health': 200,
      'GET /openapi.json': 200,
      'GET /events.json': 200,
      'GET /docs': 200,
      'GET /docs/{asset}': 404,
      'GET /console/{asset}': 404,
    };
    expect(status).toBe(new Map(Object.entries(expected)).get(route) ?? 401);
  });

  test.each([...new Set(apiRoutes.map(({ entry }) => entry))])(
    '%s serves none but those that lead there',
    async (entry) => {
      const { handler }: Handler = await import(`../../functions/api/${entry}.ts`);
      const others = apiRoutes.filter((other) => other.entry !== entry);
      for (const [name, value] of Object.entries(apiRoutes.find((own) => own.entry === entry)?.environment ?? {})) {
        vi.stubEnv(name, typeof value === 'string' ? value : `the ${name} of another stack`);
      }

      for (const { route } of others) {
        expect(answerOf(await handler(anEvent({ route }), aContext())).status, route).toBe(500);
      }
    },
  );
});
