import { InsufficientCreditError, InvalidRequestError } from '../../../../functions/client/errors.ts';
import { JobError, StoppedError } from '../errors.ts';
import type { Row } from '../sheet/row.ts';
import { isClosed, isUncovered, rejectionsIn, resultsOf } from './answers.ts';
import { type Content, idempotencyKey, requestTo } from './content.ts';
import { InterruptedError, type Patience, patiently } from './patience.ts';
import type { Plan } from './plan-file.ts';
import type { Ports } from './ports.ts';
import { allResults, type Ready } from './ready.ts';
import type { Result } from './result.ts';

/** In milliseconds: pause before a request that the API gave up is made again, and how long this goes on. */
const pauseAfterGivenUp = 2_000;
const longestGivenUp = 120_000;

interface Options extends Patience, Pick<Ports, 'client' | 'clock' | 'pause'> {
  readonly plan: Plan;
  readonly content: Content;
  readonly noteUnpaid: (place: number) => Promise<void>;
}

/** Makes a planned request, as often as needed, until each of its rows has a result. */
export const createRequester = ({ plan, content, client, clock, pause, noteUnpaid, stop, onWait }: Options) => {
  /** @returns no results if the credits cover none of the rows */
  const ask = async (rows: readonly Row[], key: string): Promise<readonly Result[]> => {
    try {
      return await patiently(
        async () => resultsOf(rows, await client.messages.send(requestTo(content, rows), { idempotencyKey: key })),
        { clock, pause },
        { stop, onWait },
      );
    } catch (error) {
      if (error instanceof InsufficientCreditError) return [];
      const rejections =
        error instanceof InvalidRequestError ? rejectionsIn(rows, error.problem?.errors ?? []) : undefined;
      if (rejections === undefined) throw error;
      return rejections;
    }
  };

  /**
   * Uses one key after the other: rows that the API closed under a key without sending are sent under the next. Another run of
   * the job uses the same keys in the same order, and gets the same answers.
   */
  const resultsFor = async (recipients: readonly Row[], place: number, key: string): Promise<readonly Result[]> => {
    const begun = clock();
    let timesPaid = plan.unpaid.get(place) ?? 0;
    const results: Result[] = [];
    for (let time = 0; ; time += 1) {
      const hasResult = new Set(results.map(({ row }) => row));
      const rest = recipients.filter(({ row }) => !hasResult.has(row));
      const answered = await ask(rest, keyAfter(key, time));
      results.push(...answered.filter((result) => !isClosed(result)));
      if (results.length === recipients.length) return results;
      if (answered.length === 0 || answered.some(isUncovered)) {
        timesPaid -= 1;
        if (timesPaid >= 0) continue;
        await noteUnpaid(place);
        throw new StoppedError("The account's credits are used up. Add credits, then run the same command again.");
      }
      if (clock() - begun > longestGivenUp)
        throw new StoppedError(
          'textgate has been giving up requests for two minutes. Run the same command again later.',
        );
      onWait('textgate has given up a request', pauseAfterGivenUp, true);
      await pause(pauseAfterGivenUp, stop);
      if (stop.aborted) throw new InterruptedError();
    }
  };

  return async (ready: Ready): Promise<readonly Result[]> => {
    const { place, request, recipients } = ready;
    if (request.key === undefined) return allResults(ready, []);
    const key = idempotencyKey(plan.head.job, recipients, requestTo(content, recipients));
    if (key !== request.key) throw new JobError('The file or the options are no longer those of the plan.');
    return allResults(ready, await resultsFor(recipients, place, key));
  };
};

const keyAfter = (key: string, time: number): string => (time === 0 ? key : `${key}-${time + 1}`);
