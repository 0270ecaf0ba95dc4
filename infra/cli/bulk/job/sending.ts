import { InsufficientCreditError, InvalidRequestError } from '../../../../functions/client/errors.ts';
import { JobError, StoppedError } from '../errors.ts';
import type { Row, Sheet } from '../sheet/row.ts';
import { isUncovered, refusalsOf, resultsOf } from './answers.ts';
import { type Content, idempotencyKey, requestTo } from './content.ts';
import { inOrder } from './in-order.ts';
import type { RunOptions } from './job.ts';
import { Pace, speedometer } from './pace.ts';
import { patiently } from './patience.ts';
import { type Plan, unpaidNotes } from './plan-file.ts';
import type { Ports } from './ports.ts';
import { allResults, type Ready, readyRequests } from './ready.ts';
import type { Result } from './result.ts';
import type { Recorded, ResultsWriter } from './results-file.ts';

/** Requests under way at once. */
const atOnce = 4;

interface Sending extends RunOptions {
  readonly plan: Plan;
  readonly planFile: string;
  readonly sheet: Sheet;
  readonly content: Content;
  /** What stands in the results; its tally goes on counting. */
  readonly recorded: Recorded;
  readonly results: ResultsWriter;
  readonly ports: Ports;
}

/**
 * Sends the requests that have no results yet, each under its key of the plan, and writes the results down in order. Ends early
 * once it is to stop: what is under way then is waited for.
 */
export const sendAll = async (sending: Sending): Promise<void> => {
  const { plan, planFile, sheet, content, recorded, results, ports, rate, stop, tell } = sending;
  const { client, files, clock, pause } = ports;
  const halt = new AbortController();
  const ended = AbortSignal.any([stop, halt.signal]);
  const pace = new Pace(rate, clock);
  const noteUnpaid = unpaidNotes(files, planFile, plan);
  const speed = speedometer(clock);
  const tellOf = (held?: string) => tell(recorded.tally.progress(plan.totals.rows, Math.min(rate, speed.rate()), held));
  const onWait = (why: string, milliseconds: number, isTooFast: boolean) => {
    if (isTooFast) pace.slower(milliseconds);
    tellOf(`${why}; goes on in ${Math.ceil(milliseconds / 1000)} s`);
  };

  async function* begun(): AsyncGenerator<Ready> {
    for await (const ready of readyRequests(plan, sheet.rows())) {
      if (ended.aborted) return;
      if (ready.place < recorded.requests) continue;
      for (let wait = pace.wait(); wait > 0 && !ended.aborted; wait = pace.wait()) await pause(wait, ended);
      if (ended.aborted) return;
      pace.begin(ready.recipients.length);
      yield ready;
    }
  }

  /** What the API makes of rows under a key. What it has not covered with credits, it never will under this key. */
  const ask = async (rows: readonly Row[], idempotencyKey: string): Promise<readonly Result[]> => {
    try {
      return await patiently(
        async () => resultsOf(rows, await client.messages.send(requestTo(content, rows), { idempotencyKey })),
        { clock, pause },
        { stop: ended, onWait },
      );
    } catch (error) {
      if (error instanceof InsufficientCreditError) return [];
      const refusals = error instanceof InvalidRequestError ? refusalsOf(rows, error.problem?.errors ?? []) : undefined;
      if (refusals === undefined) throw error;
      return refusals;
    }
  };

  const send = async (ready: Ready): Promise<readonly Result[]> => {
    const { place, request, recipients } = ready;
    if (request.key === undefined) return allResults(ready, []);
    const key = idempotencyKey(plan.head.job, recipients, requestTo(content, recipients));
    if (key !== request.key) throw new JobError('File and options do not give what was planned any more.');
    const timesUnpaid = plan.unpaid.get(place) ?? 0;
    const covered: Result[] = [];
    for (let time = 0; ; time += 1) {
      const isCovered = new Set(covered.map(({ row }) => row));
      const rest = recipients.filter(({ row }) => !isCovered.has(row));
      const results = await ask(rest, keyAfter(key, time));
      covered.push(...results.filter((result) => !isUncovered(result)));
      if (covered.length === recipients.length) break;
      if (time < timesUnpaid) continue;
      await noteUnpaid(place);
      throw new StoppedError('The account’s credits are used up.');
    }
    pace.well();
    return allResults(ready, covered);
  };

  for await (const answered of inOrder(begun(), atOnce, send, halt)) {
    await results.add(answered);
    for (const result of answered) recorded.tally.add(result);
    speed.passed(answered.length);
    tellOf();
  }
};

/** Under the keys of before, the API tells for ever who was covered, and who was not: he gets his message under the next. */
const keyAfter = (key: string, timesUnpaid: number): string => (timesUnpaid === 0 ? key : `${key}-${timesUnpaid + 1}`);
