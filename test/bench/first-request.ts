import { join } from 'node:path';
import { newApiKey } from '../../functions/accounts/api-key.ts';
import { CREDENTIALS } from '../../infra/local/aws-environment.ts';
import { anEvent } from '../support/clients/api-events.ts';
import { cpuOfImport } from './fresh-process.ts';
import { sendSettings, startUpstreamStub } from './upstream-stub.ts';

const recipient = '41791234567';

const send = `
  const context = { awsRequestId: 'first', getRemainingTimeInMillis: () => 25_000 };
  const { statusCode, body } = await bundle.handler(JSON.parse(process.env.EVENT), context);
  if (statusCode !== 202) throw new Error('The handler answered ' + statusCode + ': ' + body);`;

const makeCalls = 'await bundle.makeCalls(JSON.parse(process.env.CALLS), process.env.GATEWAY_URL);';

/**
 * What the first request of a fresh process takes, including the import: of `api/send`, and of the bare clients that
 * make the same calls. DynamoDB, Secrets Manager and the gateway answer at once, from another process.
 * @param bundles a folder with the bundles `api/send` and `bare-calls`
 */
export const startFirstRequests = async (bundles: string, signal: AbortSignal) => {
  const { key, hash } = newApiKey();
  const stub = await startUpstreamStub(hash);
  const event = anEvent({
    route: 'POST /v1/messages',
    headers: { authorization: `Bearer ${key}` },
    json: { to: `+${recipient}`, text: 'Your appointment is tomorrow at 14:00.', sender: 'Practice' },
  });
  const env = {
    AWS_ENDPOINT_URL: stub.url,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    ...sendSettings(stub.url),
    EVENT: JSON.stringify(event),
  };
  const ours = () => cpuOfImport(join(bundles, 'api/send', 'index.mjs'), { use: send, env, signal });
  await ours();
  const calls = await (await fetch(stub.url)).text();
  const bare = () =>
    cpuOfImport(join(bundles, 'bare-calls', 'index.mjs'), { use: makeCalls, env: { ...env, CALLS: calls }, signal });
  return { ours, bare, calls: JSON.parse(calls).length, stop: stub.stop };
};
