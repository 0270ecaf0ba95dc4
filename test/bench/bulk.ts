import type { Bench, Row } from './row.ts';
import { measureSend } from './send-measurement.ts';

/** A recipient. */
const aimedMillis = { whole: 0.1, ours: 0.035 };

/** The CPU that a warm `send` handler takes for each of many recipients, and what of it is ours. */
export const bulk: Bench = async (signal) => [...(await rowsOf(100, 400, signal)), ...(await rowsOf(1000, 80, signal))];

const rowsOf = async (recipients: number, rounds: number, signal: AbortSignal): Promise<readonly Row[]> => {
  const { calls, ...measured } = await measureSend(recipients, rounds, signal);
  const [whole, sdk, bytes] = [measured.whole / recipients, measured.sdk / recipients, measured.bytes / recipients];
  return [
    {
      what: `CPU a recipient of ${recipients}, all in all`,
      figure: fine(whole),
      reference: `${fine(sdk)}, the ${calls} calls with the bare SDK`,
      ratio: whole / sdk,
      aim: `≤ ${aimedMillis.whole} ms`,
      met: whole <= aimedMillis.whole,
    },
    {
      what: 'of that ours',
      figure: fine(whole - sdk),
      reference: `${fine(sdk)}, the same`,
      aim: `≤ ${aimedMillis.ours} ms`,
      met: whole - sdk <= aimedMillis.ours,
    },
    {
      what: "of that the SDK's",
      figure: fine(sdk),
      reference: `${fine(bytes)}, the same bytes, signed and sent without it`,
      ratio: sdk / bytes,
    },
  ];
};

const fine = (millis: number): string => `${millis.toFixed(3)} ms`;
