import { Agent, request } from 'node:http';
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { patience } from '../../functions/wiring/messages.ts';
import type { UpstreamCall } from './upstream-stub.ts';

/*
 * A request's calls to DynamoDB and the gateway, repeated without textgate's code, as the reference of a benchmark. Their
 * bytes are prepared before the measurement.
 */

type Call = () => Promise<unknown>;

const { AWS_ENDPOINT_URL = '', GATEWAY_URL = '' } = process.env;

/** The SDK with its default settings. */
export const bareClient = new DynamoDBClient(patience);

/** Makes the call with a client of the SDK. */
export const repeatedWith = (client: DynamoDBClient, { operation, body }: UpstreamCall): Call => {
  if (operation === 'gateway') return () => post(body);
  const input = JSON.parse(body);
  switch (operation) {
    case 'DynamoDB_20120810.BatchExecuteStatement':
      return () => client.send(new BatchExecuteStatementCommand(input));
    case 'DynamoDB_20120810.BatchGetItem':
      return () => client.send(new BatchGetItemCommand(input));
    case 'DynamoDB_20120810.GetItem':
      return () => client.send(new GetItemCommand(input));
    case 'DynamoDB_20120810.UpdateItem':
      return () => client.send(new UpdateItemCommand(input));
    default:
      throw new Error(`A send calls ${operation}, which the reference does not know.`);
  }
};

const { hostname, port } = new URL(AWS_ENDPOINT_URL);
const signer = await bareClient.config.signer();
const agent = new Agent({ keepAlive: true });

/** The call's bytes, signed and sent without the SDK. Nothing that talks to DynamoDB needs less. */
export const asBytes = ({ operation, body }: UpstreamCall): Call => {
  if (operation === 'gateway') return () => post(body);
  const headers = {
    host: `${hostname}:${port}`,
    'content-type': 'application/x-amz-json-1.0',
    'content-length': String(Buffer.byteLength(body)),
    'x-amz-target': operation,
  };
  const unsigned = { method: 'POST', protocol: 'http:', hostname, port: Number(port), path: '/', query: {}, headers };
  return async () => {
    const signed = await signer.sign({ ...unsigned, body });
    return JSON.parse(await exchange(AWS_ENDPOINT_URL, { agent, headers: signed.headers }, body));
  };
};

/** On a fresh socket, as a send has. */
const post = (body: string): Promise<string> => {
  const headers = { 'content-type': 'text/xml; charset=utf-8', 'content-length': Buffer.byteLength(body) };
  return exchange(GATEWAY_URL, { agent: false, headers }, body);
};

const exchange = (
  url: string,
  options: { readonly agent: Agent | false; readonly headers: Record<string, string | number> },
  body: string,
): Promise<string> =>
  new Promise((resolve, reject) => {
    request(url, { method: 'POST', ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end(body);
  });
