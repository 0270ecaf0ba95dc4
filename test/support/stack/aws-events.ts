import { createHash, randomUUID } from 'node:crypto';
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  AttributeValue,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  EventBridgeEvent,
  ScheduledEvent,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import { REGION } from '../../../infra/local/aws-environment.ts';

/**
 * Events in the whole shape that AWS's documentation shows for their source, including what textgate does not read. For
 * events with only what is read, see api-events.ts.
 */

export const accountId = '123456789012';

const traceOf = () => `Root=1-${randomUUID().slice(0, 8)}-${randomUUID().replaceAll('-', '').slice(0, 24)}`;

export interface HttpApiRequest {
  /** As API Gateway has it: `GET /v1/messages/{id}`, or `$default`. */
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Lambda, "Working with AWS Lambda proxy integrations for HTTP APIs": payload format 2.0. */
export const httpApiEvent = (request: HttpApiRequest): APIGatewayProxyEventV2 => {
  const { route, method, path, parameters, query, headers = {}, body } = request;
  const domainPrefix = 'a1b2c3d4e5';
  const domainName = `${domainPrefix}.execute-api.${REGION}.amazonaws.com`;
  const now = new Date();
  return {
    version: '2.0',
    routeKey: route,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate',
      'content-length': String(Buffer.byteLength(body ?? '')),
      host: domainName,
      'user-agent': 'shop/1.0',
      'x-amzn-trace-id': traceOf(),
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...headers,
    },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId,
      apiId: domainPrefix,
      domainName,
      domainPrefix,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'shop/1.0' },
      requestId: randomUUID(),
      routeKey: route,
      stage: '$default',
      time: requestTime(now),
      timeEpoch: now.getTime(),
    },
    ...(parameters && { pathParameters: parameters }),
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
};

/**
 * API Gateway, "Lambda proxy integrations in API Gateway": payload format 1.0, as the XML-RPC interface's REST API
 * gives it. It treats every body as binary.
 */
export const restApiEvent = (
  method: string,
  body: Uint8Array | null,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyEvent => {
  const domainPrefix = 'f6g7h8i9j0';
  const domainName = `${domainPrefix}.execute-api.${REGION}.amazonaws.com`;
  const now = new Date();
  // As the caller wrote them, with Host and X-… beside them.
  const all: Record<string, string> = {
    Host: domainName,
    'User-Agent': 'shop/1.0',
    'X-Amzn-Trace-Id': traceOf(),
    'X-Forwarded-For': '192.0.2.1',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
    ...headers,
  };
  return {
    resource: '/',
    path: '/',
    httpMethod: method,
    headers: all,
    multiValueHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId,
      apiId: domainPrefix,
      authorizer: null,
      domainName,
      domainPrefix,
      extendedRequestId: 'JJbxmFURSwMFWQw=',
      httpMethod: method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '192.0.2.1',
        user: null,
        userAgent: 'shop/1.0',
        userArn: null,
      },
      path: '/api2/',
      protocol: 'HTTP/1.1',
      requestId: randomUUID(),
      requestTime: requestTime(now),
      requestTimeEpoch: now.getTime(),
      resourceId: '2gxmpl',
      resourcePath: '/',
      stage: 'api2',
    },
    body: body && Buffer.from(body).toString('base64'),
    isBase64Encoded: body !== null,
  };
};

/** Both APIs' form of the Common Log Format: `12/Mar/2030:19:03:58 +0000`. */
const requestTime = (at: Date): string => {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
};

/** Lambda, "Using Lambda with Amazon SQS": the attributes of a FIFO queue's messages come on top. */
export const sqsEvent = (
  queueName: string,
  bodies: readonly string[],
  attributes: Readonly<Partial<SQSRecord['attributes']>> = {},
): SQSEvent => ({
  Records: bodies.map((body) => ({
    messageId: randomUUID(),
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(Date.now() - 12),
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: String(Date.now()),
      ...attributes,
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:${accountId}:${queueName}`,
    awsRegion: REGION,
  })),
});

type Image = Readonly<Record<string, AttributeValue>>;

/**
 * Lambda, "Using AWS Lambda with Amazon DynamoDB": images before and after, as the stream of textgate's table has them.
 */
export const streamEvent = (
  changes: readonly { readonly keys: Image; readonly before?: Image; readonly after: Image }[],
): DynamoDBStreamEvent => ({
  Records: changes.map(
    ({ keys, before, after }, index): DynamoDBRecord => ({
      eventID: randomUUID().replaceAll('-', ''),
      eventName: before === undefined ? 'INSERT' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: REGION,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
        Keys: keys,
        ...(before && { OldImage: before }),
        NewImage: after,
        SequenceNumber: `4421584500000000017450439${index}`,
        SizeBytes: Buffer.byteLength(JSON.stringify([keys, before, after])),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: `arn:aws:dynamodb:${REGION}:${accountId}:table/messages/stream/2030-06-01T00:00:00.000`,
    }),
  ),
});

/** EventBridge, "AWS service event reference": what a schedule's rule gives its target. */
export const scheduledEvent = (at: Date): ScheduledEvent => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: accountId,
  time: toTheSecond(at),
  region: REGION,
  resources: [`arn:aws:events:${REGION}:${accountId}:rule/sweep`],
  detail: {},
});

/** EventBridge, "Event structure reference": an application's event as a rule gives it to its target. */
export const busEvent = <Detail>(detailType: string, detail: Detail): EventBridgeEvent<string, Detail> => ({
  version: '0',
  id: randomUUID(),
  'detail-type': detailType,
  source: 'my.shop',
  account: accountId,
  time: toTheSecond(new Date()),
  region: REGION,
  resources: [],
  detail,
});

/** EventBridge's times have no fraction. */
const toTheSecond = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
