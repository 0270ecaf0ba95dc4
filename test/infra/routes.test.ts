import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openApiDocument } from '../../functions/api/openapi-document.ts';
import { routes as routesOfApi } from '../../functions/contract/routes.ts';
import { aContext, anEvent, answerOf } from '../support/clients/api-events.ts';
import { logLines } from '../support/runner/log-lines.ts';
import { only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';

const { api } = synthesized();

interface Handler {
  handler(event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2>;
}

/** Each route with the function that the template has serve it. */
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
/** `$default` leads to the XML-RPC door, which has tests of its own. */
const apiRoutes = routes.filter(({ route }) => route !== '$default');

/** For people, and so not described to programs. */
const pages = ['GET /openapi.json', 'GET /events.json', 'GET /docs', 'GET /docs/{asset}'];

test('the OpenAPI document describes the routes that are deployed, and no others', () => {
  const described = Object.entries(openApiDocument().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

  expect([...described, ...pages].sort()).toEqual(apiRoutes.map(({ route }) => route).sort());
});

test('the routes that are deployed are those by which a wrong method is told', () => {
  expect(routesOfApi.toSorted()).toEqual(apiRoutes.map(({ route }) => route).sort());
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

  test.each(apiRoutes)('serves $route', async ({ route, entry, environment }) => {
    for (const [name, value] of Object.entries(environment)) {
      vi.stubEnv(name, typeof value === 'string' ? value : `the ${name} of another stack`);
    }
    const { handler }: Handler = await import(`../../functions/api/${entry}.ts`);

    const { status } = answerOf(await handler(anEvent({ route, headers: { authorization: '' } }), aContext()));

    // Without a key: refused where one is needed; what is missing, or not served, would be an error of ours.
    const expected = {
      'GET /v1/health': 200,
      'GET /openapi.json': 200,
      'GET /events.json': 200,
      'GET /docs': 200,
      'GET /docs/{asset}': 404,
    };
    expect(status).toBe(new Map(Object.entries(expected)).get(route) ?? 401);
  });
});
