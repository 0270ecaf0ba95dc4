import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { faultCodes } from '../../functions/contract/fault-codes.ts';
import { decodeResponse } from '../../functions/xmlrpc/decode.ts';
import { numberOf, only, resourcesOf, synthesized } from '../support/stack/synthesized.ts';
import {
  BASE,
  CHANGING,
  CREDENTIALS,
  functionOf,
  grantsOf,
  KEY_ARN,
  keyGrantsFor,
  LOOKING_AT_SUPPRESSIONS,
  LOOKING_AT_WEBHOOKS,
  NOTING_CALLS,
} from './function-grants.ts';

const { api } = synthesized();
const { api: encrypted } = synthesized({ encryptionKeyArn: KEY_ARN });

const LOOKUP = 'dynamodb:GetItem accounts';

const GRANTS: Record<string, string[]> = {
  Send: [
    LOOKUP,
    CREDENTIALS,
    ...CHANGING,
    NOTING_CALLS,
    LOOKING_AT_SUPPRESSIONS,
    'dynamodb:PartiQLInsert messages',
    'sqs:SendMessage requests',
  ],
  Query: [LOOKUP, CREDENTIALS, ...CHANGING],
  Cancel: [LOOKUP, CREDENTIALS, ...CHANGING],
  List: [
    LOOKUP,
    'dynamodb:BatchGetItem messages',
    'dynamodb:DescribeTable messages',
    ...['byAccount', 'byReference', 'byRecipient', 'byFailure'].map((index) => `dynamodb:Query messages/${index}`),
    'dynamodb:Query accounts STATISTICS#*',
  ],
  Suppressions: [
    LOOKUP,
    CREDENTIALS,
    ...CHANGING,
    'dynamodb:DescribeTable messages',
    'dynamodb:Query messages/byAccount',
    'dynamodb:Query messages/byRecipient',
    'dynamodb:DeleteItem accounts SUPPRESSED#*',
    'dynamodb:Query accounts SUPPRESSED#*',
    'dynamodb:UpdateItem accounts SUPPRESSED#*',
  ],
  Webhooks: [
    LOOKUP,
    LOOKING_AT_WEBHOOKS,
    'dynamodb:PutItem accounts WEBHOOKS#*',
    'dynamodb:BatchGetItem messages',
    'dynamodb:BatchGetItem deliveries',
    'dynamodb:GetItem deliveries',
    'dynamodb:PartiQLUpdate deliveries',
    'dynamodb:PutItem deliveries',
    'dynamodb:Query deliveries',
    'dynamodb:Query deliveries/byMessage',
    'dynamodb:Query deliveries/byState',
    'sqs:SendMessage rounds',
  ],
  Account: [LOOKUP, CREDENTIALS],
  Numbers: [LOOKUP, CREDENTIALS],
  Openapi: [],
  Console: [],
  Health: [],
  Legacy: [
    LOOKUP,
    CREDENTIALS,
    ...CHANGING,
    LOOKING_AT_SUPPRESSIONS,
    NOTING_CALLS,
    'dynamodb:PartiQLInsert messages',
    'dynamodb:UpdateItem accounts FAILURES#*',
  ],
};

describe.each(Object.entries(GRANTS))('the function %s', (operation, grants) => {
  it('has exactly the permissions that it needs', () => {
    expect(grantsOf(api, operation)).toEqual([...BASE, ...grants].sort());
  });

  it("may use a customer's key for that, and for nothing else", () => {
    expect(grantsOf(encrypted, operation)).toEqual([...BASE, ...grants, ...keyGrantsFor(grants)].sort());
  });

  it('has variables for exactly the resources that it may use', () => {
    const names = Object.keys(functionOf(api, operation).Environment.Variables);

    expect(names.includes('ACCOUNTS_TABLE')).toBe(grants.includes(LOOKUP));
    expect(names.includes('GATEWAY_SECRET_ARN')).toBe(grants.includes(CREDENTIALS));
    expect(names.includes('GATEWAY_URL')).toBe(grants.includes(CREDENTIALS));
    expect(names.includes('MESSAGES_TABLE')).toBe(grants.some((grant) => grant.endsWith(' messages')));
    expect(names.includes('DELIVERIES_TABLE')).toBe(grants.some((grant) => grant.endsWith(' deliveries')));
    expect(names.includes('DELIVERY_QUEUE_URL')).toBe(grants.includes('sqs:SendMessage rounds'));
  });

  it('runs on Node 24 on ARM, and ends before the API stops waiting', () => {
    expect(functionOf(api, operation)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 28,
    });
  });

  it('is not traced unless the deployment says so, and has Lambda log failures alone', () => {
    expect(functionOf(api, operation)).toMatchObject({
      TracingConfig: { Mode: 'PassThrough' },
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
    });
  });

  it('has variables for its stage and log level', () => {
    expect(functionOf(api, operation).Environment.Variables).toMatchObject({ STAGE: 'dev', LOG_LEVEL: 'info' });
  });
});

it('tracing is of every function, and of the XML-RPC interface', () => {
  const { api } = synthesized({ tracing: true });

  const modes = resourcesOf(api, 'AWS::Lambda::Function').map(({ properties }) => properties.TracingConfig?.Mode);
  const stages = resourcesOf(api, 'AWS::ApiGateway::Stage').map(({ properties }) => properties.TracingEnabled);
  expect(new Set(modes)).toEqual(new Set(['Active']));
  expect(stages).toEqual([true]);
});

it('no metrics are paid for that no alarm reads', () => {
  const [http] = resourcesOf(api, 'AWS::ApiGatewayV2::Stage');
  const [xmlRpc] = resourcesOf(api, 'AWS::ApiGateway::Stage');

  expect(http?.properties.DefaultRouteSettings.DetailedMetricsEnabled).toBe(false);
  expect(xmlRpc?.properties.MethodSettings).toMatchObject([{ MetricsEnabled: false }]);
});

it('a function that sends has the settings in its environment', () => {
  expect(functionOf(api, 'Send').Environment.Variables).toMatchObject({
    DEFAULT_REGION: 'CH',
    ALLOWED_COUNTRIES: 'CH,DE,FR,IT,AT,LI',
    MAX_SEGMENTS: '10',
    RETENTION_DAYS: '90',
    STORE_TEXT: 'true',
  });
});

it('webhooks lead to no machine of ours', () => {
  expect(functionOf(api, 'Webhooks').Environment.Variables.WEBHOOKS_TO_LOOPBACK).toBe('false');
});

describe('limits and texts', () => {
  const send = (context = {}) => functionOf(synthesized(context).api, 'Send').Environment.Variables;

  it('are not limited unless the deployment says so', () => {
    expect(Object.keys(send()).filter((name) => name.startsWith('DEFAULT_MESSAGES'))).toEqual([]);
  });

  it('are told to the functions', () => {
    expect(send({ messagesPerMinute: 60, messagesPerDay: '5000', storeText: 'false' })).toMatchObject({
      DEFAULT_MESSAGES_PER_MINUTE: '60',
      DEFAULT_MESSAGES_PER_DAY: '5000',
      STORE_TEXT: 'false',
    });
  });
});

describe('roles', () => {
  it('have no managed policies, which grant more than one function needs', () => {
    for (const { id, properties } of resourcesOf(api, 'AWS::IAM::Role')) {
      expect(properties.ManagedPolicyArns, id).toBeUndefined();
    }
  });
});

describe.each([
  'sms/credentials',
  'prod/sms',
  // If an ARN ends with such a name, Secrets Manager takes the end for the six characters that it adds itself.
  'gateway-secret',
  'sms-secret',
  'my-secret-AbCdEf',
])('a secret known by its name, %s', (gatewaySecretName) => {
  const { api: imported } = synthesized({ gatewaySecretName });

  it('is granted whatever its random end, and no other secret is', () => {
    const granted = resourcesOf(imported, 'AWS::IAM::Policy')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 'secretsmanager:GetSecretValue');

    expect(granted).toHaveLength(Object.values(GRANTS).filter((grants) => grants.includes(CREDENTIALS)).length);
    for (const { Resource } of granted) {
      expect(Resource['Fn::Join'][1].at(-1)).toBe(`:secret:${gatewaySecretName}-??????`);
    }
  });

  it('is asked for by its name', () => {
    expect(functionOf(imported, 'Send').Environment.Variables.GATEWAY_SECRET_ARN).toBe(gatewaySecretName);
  });
});

/** `route function` for each route. */
const servedIn = (template: typeof api): string[] =>
  resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const integration = properties.Target['Fn::Join'][1][1].Ref;
    const found = only(resourcesOf(template, 'AWS::ApiGatewayV2::Integration').filter(({ id }) => id === integration));
    const [fn] = found.properties.IntegrationUri['Fn::GetAtt'];
    return `${properties.RouteKey} ${fn.replace(/^Api|[0-9A-F]{8}$/g, '')}`;
  });

describe('routes', () => {
  it('lead to their functions', () => {
    expect(servedIn(api).sort()).toEqual(
      [
        'POST /v1/messages Send',
        'GET /v1/messages List',
        'GET /v1/messages/{id} Query',
        'POST /v1/messages/query Query',
        'POST /v1/messages/{id}/cancel Cancel',
        'POST /v1/messages/cancel Cancel',
        'PUT /v1/suppressions/{number} Suppressions',
        'GET /v1/suppressions/{number} Suppressions',
        'DELETE /v1/suppressions/{number} Suppressions',
        'GET /v1/suppressions Suppressions',
        'POST /v1/webhooks Webhooks',
        'GET /v1/webhooks Webhooks',
        'GET /v1/webhooks/{webhook} Webhooks',
        'PATCH /v1/webhooks/{webhook} Webhooks',
        'DELETE /v1/webhooks/{webhook} Webhooks',
        'POST /v1/webhooks/{webhook}/rotate-secret Webhooks',
        'POST /v1/webhooks/{webhook}/test Webhooks',
        'GET /v1/webhooks/{webhook}/deliveries Webhooks',
        'POST /v1/webhooks/{webhook}/deliveries/{delivery}/redeliver Webhooks',
        'POST /v1/webhooks/{webhook}/redeliver Webhooks',
        'GET /v1/messages/{id}/deliveries Webhooks',
        'GET /v1/statistics List',
        'GET /v1/key Account',
        'GET /v1/account Account',
        'POST /v1/numbers/normalize Numbers',
        'GET /v1/health Health',
        'GET /openapi.json Openapi',
        'GET /events.json Openapi',
        'GET /docs Openapi',
        'GET /docs/{asset} Openapi',
        'GET /console Console',
        'GET /console/{asset} Console',
        '$default Legacy',
      ].sort(),
    );
  });

  it('are waited for as long as an HTTP API can', () => {
    for (const { properties } of resourcesOf(api, 'AWS::ApiGatewayV2::Integration')) {
      // Absent means 30 s, which the CDK does not let one say.
      expect(properties).toMatchObject({ PayloadFormatVersion: '2.0' });
      expect(properties.TimeoutInMillis).toBeUndefined();
    }
  });
});

describe('pages of other origins', () => {
  const origins = ['https://app.example.com', 'http://localhost:5173'];
  const { api: open } = synthesized({ corsOrigins: origins });

  it('may call the HTTPS API if the settings name them, with the headers that programs send and read', () => {
    expect(only(resourcesOf(open, 'AWS::ApiGatewayV2::Api')).properties.CorsConfiguration).toEqual({
      AllowOrigins: origins,
      AllowMethods: ['POST', 'GET', 'PUT', 'DELETE', 'PATCH'],
      AllowHeaders: ['authorization', 'content-type', 'idempotency-key'],
      ExposeHeaders: ['apigw-requestid', 'idempotent-replayed', 'retry-after'],
      MaxAge: 7200,
    });
  });

  it('have a route of their own for their preflights, which would come to the XML-RPC door else', () => {
    expect(servedIn(open).filter((route) => !servedIn(api).includes(route))).toEqual(['OPTIONS /{proxy+} Health']);
  });

  it('are let in by nothing else: neither unless the settings name them, nor at the address of the XML-RPC interface', () => {
    expect(JSON.stringify(api)).not.toMatch(/cors|access-control/i);
    expect(only(resourcesOf(api, 'AWS::ApiGatewayV2::Api')).properties).not.toHaveProperty('CorsConfiguration');
    for (const type of ['RestApi', 'Method', 'GatewayResponse']) {
      expect(resourcesOf(open, `AWS::ApiGateway::${type}`)).toEqual(resourcesOf(api, `AWS::ApiGateway::${type}`));
      expect(JSON.stringify(resourcesOf(open, `AWS::ApiGateway::${type}`))).not.toMatch(/access-control/i);
    }
  });
});

describe('the XML-RPC interface', () => {
  it('hands on requests as they came, whatever their charset, to the function that reads them', () => {
    const rest = only(resourcesOf(api, 'AWS::ApiGateway::RestApi'));
    const method = only(resourcesOf(api, 'AWS::ApiGateway::Method')).properties;

    expect(rest.properties.BinaryMediaTypes).toEqual(['*/*']);
    expect(method).toMatchObject({
      HttpMethod: 'ANY',
      ResourceId: { 'Fn::GetAtt': [rest.id, 'RootResourceId'] },
      Integration: { Type: 'AWS_PROXY' },
    });
    expect(JSON.stringify(method.Integration.Uri)).toMatch(/"ApiLegacy[0-9A-F]{8}"/);
  });

  it("has the path of the gateway's own", () => {
    api.hasOutput('XmlRpcUrl', { Value: { 'Fn::Join': ['', Match.arrayWith(['/'])] } });
    expect(only(resourcesOf(api, 'AWS::ApiGateway::Stage')).properties.StageName).toBe('api2');
  });

  it("does not touch the AWS account's own settings", () => {
    expect(numberOf(api, 'AWS::ApiGateway::Account')).toBe(0);
  });

  it('is told the sender and how many failed logins the settings say', () => {
    const { api: changed } = synthesized({ xmlRpcSender: 'Shop', loginFailures: 3 });

    expect(functionOf(api, 'Legacy').Environment.Variables).toMatchObject({
      LEGACY_DEFAULT_SENDER: 'textobox.ch',
      LEGACY_LOGIN_FAILURES: '5',
    });
    expect(functionOf(changed, 'Legacy').Environment.Variables).toMatchObject({
      LEGACY_DEFAULT_SENDER: 'Shop',
      LEGACY_LOGIN_FAILURES: '3',
    });
  });
});

describe('where its function does not answer, the XML-RPC interface', () => {
  /** The answers that API Gateway gives itself, by the reason. */
  const answers = new Map(
    resourcesOf(api, 'AWS::ApiGateway::GatewayResponse').map(({ properties }) => [properties.ResponseType, properties]),
  );

  it.each([
    ['THROTTLED', 'too many calls', faultCodes.system, 'Nothing was sent. Try again.'],
    ['REQUEST_TOO_LARGE', 'larger than 262144 bytes', faultCodes.notXmlRpc, 'Nothing was sent.'],
    // For every other failure: no capacity for the function, or a crash in the middle of a send.
    ['DEFAULT_5XX', 'no room', faultCodes.transport, 'a message may have been sent'],
  ])('answers a fault: %s', (type, problem, code, consequence) => {
    const { StatusCode, ResponseParameters, ResponseTemplates } = answers.get(type);

    expect(StatusCode).toBe('200');
    expect(ResponseParameters).toMatchObject({
      'gatewayresponse.header.Content-Type': "'text/xml; charset=utf-8'",
    });
    for (const accepted of ['application/json', 'text/xml']) {
      const fault = decodeResponse(Buffer.from(ResponseTemplates[accepted]));
      expect(fault).toMatchObject({ kind: 'fault', code, string: expect.stringContaining(consequence) });
      expect(fault).toMatchObject({ string: expect.stringContaining(problem) });
      // The only syntax of API Gateway's templates.
      expect(ResponseTemplates[accepted]).not.toContain('$');
    }
  });

  it('says of other paths that there is nothing', () => {
    expect(answers.get('MISSING_AUTHENTICATION_TOKEN')).toMatchObject({ StatusCode: '404' });
  });
});

describe('a domain name of one’s own', () => {
  const certificateArn = 'arn:aws:acm:eu-central-2:123456789012:certificate/0a1b';
  const { api: named } = synthesized({ domainName: 'sms.example.com', certificateArn });

  it('has the XML-RPC interface at its path, and the HTTPS API at all others', () => {
    const mappings = resourcesOf(named, 'AWS::ApiGatewayV2::ApiMapping').map(({ properties }) => properties);
    const [http] = resourcesOf(named, 'AWS::ApiGatewayV2::Api');
    const [rest] = resourcesOf(named, 'AWS::ApiGateway::RestApi');

    expect(mappings).toHaveLength(2);
    expect(mappings).toContainEqual(expect.objectContaining({ ApiId: { Ref: http?.id } }));
    expect(mappings).toContainEqual(expect.objectContaining({ ApiId: { Ref: rest?.id }, ApiMappingKey: 'api2' }));
    expect(mappings.find(({ ApiId }) => ApiId.Ref === http?.id)?.ApiMappingKey).toBeUndefined();
  });

  it('has its certificate, and TLS 1.2 at least', () => {
    named.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'sms.example.com',
      DomainNameConfigurations: [
        { CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
  });

  it('is in the outputs, with the target of its DNS record', () => {
    named.hasOutput('ApiUrl', { Value: 'https://sms.example.com/' });
    named.hasOutput('XmlRpcUrl', { Value: 'https://sms.example.com/api2/' });
    named.hasOutput('DomainTarget', {});
  });

  it('is none unless the settings say so', () => {
    expect(numberOf(api, 'AWS::ApiGatewayV2::DomainName')).toBe(0);
  });
});

describe('the stages', () => {
  it('are throttled as the settings say', () => {
    const { api: slow } = synthesized({ throttleRate: 5, throttleBurst: 7 });

    slow.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 7 },
    });
    slow.hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [
        Match.objectLike({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 5, ThrottlingBurstLimit: 7 }),
      ],
    });
  });

  it('log requests of the HTTPS API without addresses, paths, headers or bodies', () => {
    const { properties } = only(resourcesOf(api, 'AWS::ApiGatewayV2::Stage'));

    const variables = Object.values(JSON.parse(properties.AccessLogSettings.Format));

    expect(variables.sort()).toEqual([
      '$context.integrationErrorMessage',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.routeKey',
      '$context.status',
    ]);
  });
});

describe('logs', () => {
  const logGroups = (context: Record<string, unknown>) => resourcesOf(synthesized(context).api, 'AWS::Logs::LogGroup');

  it('are kept as long as the settings say', () => {
    for (const { properties } of logGroups({ logRetentionDays: 7 })) expect(properties.RetentionInDays).toBe(7);
  });

  it('go with a dev stack and outlive any other', () => {
    for (const { deletionPolicy } of logGroups({})) expect(deletionPolicy).toBe('Delete');
    for (const { deletionPolicy } of logGroups({ stage: 'prod' })) expect(deletionPolicy).toBe('Retain');
  });
});
