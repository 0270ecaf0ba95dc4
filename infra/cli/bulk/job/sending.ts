import { duration } from '../../duration.ts';
import type { Sheet } from '../sheet/row.ts';
import type { Content } from './content.ts';
import { inOrder } from './in-order.ts';
import type { RunOptions } from './job.ts';
import { Pace, speedometer } from './pace.ts';
import { type Plan, unpaidNotes } from './plan-file.ts';
import type { Ports } from './ports.ts';
import { type Ready, readyRequests } from './ready.ts';
import { createRequester } from './requesting.ts';
import type { Result } from './result.ts';
import type { Recorded, ResultsWriter } from './results-file.ts';

/** Requests under way at once. */
const atOnce = 4;

interface Sending extends RunOptions {
  readonly plan: Plan;
  readonly planFile: string;
  readonly sheet: Sheet;
  readonly content: Content;
  /** What the results contain. Its tally counts on. */
  readonly recorded: Recorded;
  readonly results: ResultsWriter;
  readonly ports: Ports;
}

/**
 * Makes the planned requests that have no results yet, each under its key of the plan, and writes their results in order. Once
 * it is stopped, it begins no more, and waits for those under way.
 */
export const sendAll = async (sending: Sending): Promise<void> => {
  const { plan, planFile, content, recorded, results, ports, rate, stop, tell } = sending;
  const { client, files, clock, pause } = ports;
  const halt = new AbortController();
  const ended = AbortSignal.any([stop, halt.signal]);
  const pace = new Pace(rate, clock);
  const speed = speedometer(clock);
  const report = (held?: string) => tell(recorded.tally.progress(plan.totals.rows, Math.min(rate, speed.rate()), held));
  const onWait = (why: string, milliseconds: number, isTooFast: boolean) => {
    if (isTooFast) pace.slower(milliseconds);
    report(`${why}; continues in ${duration(milliseconds / 1000)}`);
  };
  const noteUnpaid = unpaidNotes(files, planFile, plan);
  const resultsOf = createRequester({ plan, content, client, clock, pause, noteUnpaid, stop: ended, onWait });
  const send = async (ready: Ready): Promise<readonly Result[]> => {
    const answered = await resultsOf(ready);
    pace.well();
    return answered;
  };

  for await (const answered of inOrder(inPace(sending, pace, ended), atOnce, send, halt)) {
    await results.add(answered);
    for (const result of answered) recorded.tally.add(result);
    speed.passed(answered.length);
    report();
  }
};

/** Gives the requests that have no results yet, each when its time has come, until `ended` is aborted. */
async function* inPace(
  { plan, sheet, recorded, ports: { pause } }: Sending,
  pace: Pace,
  ended: AbortSignal,
): AsyncGenerator<Ready> {
  for await (const ready of readyRequests(plan, sheet.rows())) {
    if (ended.aborted) return;
    if (ready.place < recorded.requests) continue;
    for (let wait = pace.wait(); wait > 0 && !ended.aborted; wait = pace.wait()) await pause(wait, ended);
    if (ended.aborted) return;
    pace.begin(ready.recipients.length);
    yield ready;
  }
}
