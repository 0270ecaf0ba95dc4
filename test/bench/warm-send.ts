import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { newApiKey } from '../../functions/accounts/api-key.ts';
import { emulatorEnvironment } from '../../infra/local/aws-environment.ts';
import { milliseconds } from './quantities.ts';
import type { Bench } from './row.ts';
import { startUpstreamStub } from './upstream-stub.ts';

const recipient = '41791234567';
const aimedMillis = 2;

const result = v.tuple([v.object({ ours: v.number(), bare: v.number(), calls: v.number() })]);

/**
 * The CPU that a warm `send` handler takes for one recipient. DynamoDB and the gateway answer at once, from another
 * process, so that their own time is not in it; what the SDK takes to call them is, and is told apart by the reference:
 * the same calls with the same bytes, made with the bare SDK and a bare HTTP request.
 */
export const warmSend: Bench = async (signal) => {
  const { key, hash } = newApiKey();
  const stub = await startUpstreamStub(hash);
  try {
    const measured = fork(fileURLToPath(new URL('warm-send-process.ts', import.meta.url)), {
      // Its log lines are part of the work, and of no interest.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        ...emulatorEnvironment(stub.url),
        GATEWAY_URL: `${stub.url}/api2/`,
        GATEWAY_SECRET_ARN: 'gateway',
        MESSAGES_TABLE: 'messages',
        ACCOUNTS_TABLE: 'accounts',
        DEFAULT_REGION: 'CH',
        ALLOWED_COUNTRIES: 'CH',
        MAX_SEGMENTS: '10',
        RETENTION_DAYS: '90',
        KEY: key,
        RECIPIENT: recipient,
      },
      signal,
    });
    const ended = once(measured, 'exit').then(([code]) => {
      throw new Error(`The measured process ended with ${code}.`);
    });
    const [{ ours, bare, calls }] = v.parse(result, await Promise.race([once(measured, 'message'), ended]));
    return [
      {
        what: 'CPU of a warm send, all in all',
        figure: milliseconds(ours),
        reference: `${milliseconds(bare)}, its ${calls} calls with the bare SDK`,
        ratio: ours / bare,
      },
      {
        what: 'of that ours',
        figure: milliseconds(ours - bare),
        reference: `${milliseconds(bare)}, the same`,
        aim: `≤ ${aimedMillis} ms`,
        met: ours - bare <= aimedMillis,
      },
    ];
  } finally {
    await stub.stop();
  }
};
