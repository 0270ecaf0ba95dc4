import { InsufficientCreditError, InvalidRequestError } from '../../../../functions/client/errors.ts';
import { JobError, StoppedError } from '../errors.ts';
import type { Row } from '../sheet/row.ts';
import { isClosed, isUncovered, refusalsOf, resultsOf } from './answers.ts';
import { type Content, idempotencyKey, requestTo } from './content.ts';
import { InterruptedError, type Patience, patiently } from './patience.ts';
import type { Plan } from './plan-file.ts';
import type { Ports } from './ports.ts';
import { allResults, type Ready } from './ready.ts';
import type { Result } from './result.ts';

/** What the API gives up is asked for anew after a pause, for so long. In milliseconds. */
const pauseAfterGivenUp = 2_000;
const longestGivenUp = 120_000;

interface Options extends Patience, Pick<Ports, 'client' | 'clock' | 'pause'> {
  readonly plan: Plan;
  readonly content: Content;
  readonly noteUnpaid: (place: number) => Promise<void>;
}

/** Makes requests until each of their rows has its result. */
export const settling = ({ plan, content, client, clock, pause, noteUnpaid, stop, onWait }: Options) => {
  /** What the API makes of rows under a key. No results: the credits cover none of them. */
  const ask = async (rows: readonly Row[], key: string): Promise<readonly Result[]> => {
    try {
      return await patiently(
        async () => resultsOf(rows, await client.messages.send(requestTo(content, rows), { idempotencyKey: key })),
        { clock, pause },
        { stop, onWait },
      );
    } catch (error) {
      if (error instanceof InsufficientCreditError) return [];
      const refusals = error instanceof InvalidRequestError ? refusalsOf(rows, error.problem?.errors ?? []) : undefined;
      if (refusals === undefined) throw error;
      return refusals;
    }
  };

  /**
   * Under one key after the other: what the API has closed under one without sending it, it sends under the next. A run that
   * begins anew is told by each key what it was told before.
   */
  const resultsFor = async (recipients: readonly Row[], place: number, key: string): Promise<readonly Result[]> => {
    const begun = clock();
    let timesPaid = plan.unpaid.get(place) ?? 0;
    const settled: Result[] = [];
    for (let time = 0; ; time += 1) {
      const isSettled = new Set(settled.map(({ row }) => row));
      const rest = recipients.filter(({ row }) => !isSettled.has(row));
      const results = await ask(rest, keyAfter(key, time));
      settled.push(...results.filter((result) => !isClosed(result)));
      if (settled.length === recipients.length) return settled;
      if (results.length === 0 || results.some(isUncovered)) {
        timesPaid -= 1;
        if (timesPaid >= 0) continue;
        await noteUnpaid(place);
        throw new StoppedError('The account’s credits are used up.');
      }
      if (clock() - begun > longestGivenUp) throw new StoppedError('The API has given up requests for two minutes.');
      onWait('the API has given up a request', pauseAfterGivenUp, true);
      await pause(pauseAfterGivenUp, stop);
      if (stop.aborted) throw new InterruptedError();
    }
  };

  return async (ready: Ready): Promise<readonly Result[]> => {
    const { place, request, recipients } = ready;
    if (request.key === undefined) return allResults(ready, []);
    const key = idempotencyKey(plan.head.job, recipients, requestTo(content, recipients));
    if (key !== request.key) throw new JobError('File and options do not give what was planned any more.');
    return allResults(ready, await resultsFor(recipients, place, key));
  };
};

const keyAfter = (key: string, time: number): string => (time === 0 ? key : `${key}-${time + 1}`);
