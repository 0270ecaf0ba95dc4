import * as v from 'valibot';
import { newApiKey } from '../../functions/accounts/api-key.ts';
import { emulatorEnvironment } from '../../infra/local/aws-environment.ts';
import { forkIn } from './fork-in.ts';
import { startUpstreamStub } from './upstream-stub.ts';

/** Median CPU milliseconds a recipient, user and system, of a warm request. */
const measurement = v.object({
  /** Through the handler. */
  whole: v.number(),
  /** Its calls, made with the bare SDK. */
  sdk: v.number(),
  /** The same with our client: the SDK's, less what does nothing for us. */
  ourClient: v.number(),
  /** Its bytes, signed and sent without the SDK. */
  bytes: v.number(),
  calls: v.number(),
});

/**
 * The CPU that a warm `send` handler takes for a request with so many recipients. DynamoDB and the gateway answer at once,
 * from another process, so that their own time is not in it. What the SDK takes to call them is, and is told apart by the
 * same calls without our code, in turn with the handler.
 */
export const measureSend = async (
  recipients: number,
  rounds: number,
  signal: AbortSignal,
): Promise<v.InferOutput<typeof measurement>> => {
  const { key, hash } = newApiKey();
  const stub = await startUpstreamStub(hash);
  const environment = {
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
    RECIPIENTS: String(recipients),
    ROUNDS: String(rounds),
  };
  try {
    return v.parse(measurement, await forkIn('send-process.ts', environment, signal).message);
  } finally {
    await stub.stop();
  }
};
