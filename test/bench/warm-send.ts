import { milliseconds } from './quantities.ts';
import type { Bench } from './row.ts';
import { measureSend } from './send-measurement.ts';

const rounds = 800;
const aimedMillis = 0.7;

/** The CPU that a warm `send` handler takes for one recipient, and what of it is ours. */
export const warmSend: Bench = async (signal) => {
  const { whole, sdk, ourClient, bytes, calls } = await measureSend(1, rounds, signal);
  return [
    {
      what: 'CPU of a warm send, all in all',
      figure: milliseconds(whole),
      reference: `${milliseconds(sdk)}, its ${calls} calls with the bare SDK`,
      ratio: whole / sdk,
    },
    {
      what: 'of that ours',
      figure: milliseconds(whole - sdk),
      reference: `${milliseconds(sdk)}, the same`,
      aim: `≤ ${aimedMillis} ms`,
      met: whole - sdk <= aimedMillis,
    },
    {
      what: 'its calls with our client',
      figure: milliseconds(ourClient),
      reference: `${milliseconds(sdk)}, with the bare SDK`,
      ratio: ourClient / sdk,
    },
    {
      what: 'its bytes, signed and sent',
      figure: milliseconds(bytes),
      reference: `${milliseconds(sdk)}, the same`,
      ratio: bytes / sdk,
    },
  ];
};
