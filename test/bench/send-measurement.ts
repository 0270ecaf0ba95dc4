import * as v from 'valibot';
import { newApiKey } from '../../functions/accounts/api-key.ts';
import { emulatorEnvironment } from '../../infra/local/aws-environment.ts';
import { forkIn } from './fork-in.ts';
import type { Row } from './row.ts';
import { sendSettings, startUpstreamStub } from './upstream-stub.ts';

/** Median CPU milliseconds per recipient of a warm request, user and system. */
const measurement = v.object({
  /** Through the handler. */
  whole: v.number(),
  /** The handler's calls, made with the bare SDK. */
  sdk: v.number(),
  /** The same calls with textgate's client: the SDK's, without middleware that textgate does not need. */
  ourClient: v.number(),
  /** The calls' bytes, signed and sent without the SDK. */
  bytes: v.number(),
  calls: v.number(),
});

type Measurement = v.InferOutput<typeof measurement>;

/**
 * The CPU time of a warm `send` handler for a request with so many recipients. DynamoDB and the gateway answer at once
 * from another process, so their own time is left out. The SDK's part is measured separately: the same calls are made
 * without textgate's code, in turn with the handler.
 */
export const measureSend = async (recipients: number, rounds: number, signal: AbortSignal): Promise<Measurement> => {
  const { key, hash } = newApiKey();
  const stub = await startUpstreamStub(hash);
  const environment = {
    ...emulatorEnvironment(stub.url),
    ...sendSettings(stub.url),
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

interface Telling {
  /** What the row measures. */
  readonly what: string;
  /** What the reference is. */
  readonly calls: string;
  readonly show: (millis: number) => string;
  /** Milliseconds. */
  readonly aims: { readonly whole?: number; readonly ours: number };
}

export const rowsOfSend = (
  { whole, sdk, ourClient, bytes }: Measurement,
  { what, calls, show, aims }: Telling,
): readonly Row[] => {
  const aimed = (millis: number, aim: number) => ({ aim: `≤ ${aim} ms`, met: millis <= aim });
  const againstSdk = (of: string, millis: number, reference: string): Row => ({
    what: of,
    figure: show(millis),
    reference: `${show(sdk)}, ${reference}`,
    ratio: millis / sdk,
  });
  return [
    { ...againstSdk(what, whole, calls), ...(aims.whole !== undefined && aimed(whole, aims.whole)) },
    {
      what: 'of that ours',
      figure: show(whole - sdk),
      reference: `${show(sdk)}, the same`,
      ...aimed(whole - sdk, aims.ours),
    },
    againstSdk('its calls with our client', ourClient, 'with the bare SDK'),
    againstSdk('its bytes, signed and sent', bytes, 'the same'),
  ];
};
