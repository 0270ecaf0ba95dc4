import type { Bench, Row } from './row.ts';
import { measureSend } from './send-measurement.ts';

/** A recipient. */
const aimedMillis = { whole: 0.1, ours: 0.035 };

/** The CPU that a warm `send` handler takes for each of many recipients, and what of it is ours. */
export const bulk: Bench = async (signal) => [...(await rowsOf(100, 400, signal)), ...(await rowsOf(1000, 80, signal))];

const rowsOf = async (recipients: number, rounds: number, signal: AbortSignal): Promise<readonly Row[]> => {
  const { whole, sdk, ourClient, bytes, calls } = await measureSend(recipients, rounds, signal);
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
      what: 'its calls with our client',
      figure: fine(ourClient),
      reference: `${fine(sdk)}, with the bare SDK`,
      ratio: ourClient / sdk,
    },
    {
      what: 'its bytes, signed and sent',
      figure: fine(bytes),
      reference: `${fine(sdk)}, the same`,
      ratio: bytes / sdk,
    },
  ];
};

const fine = (millis: number): string => `${millis.toFixed(3)} ms`;
