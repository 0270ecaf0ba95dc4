import * as v from 'valibot';
import { statuses } from '../../functions/contract/statuses.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';
import { CutOffError } from './cut-off-error.ts';
import { patienceMillis, persistently } from './persistence.ts';
import type { Recorded } from './verdict.ts';

const recorded = v.object({
  id: v.string(),
  to: v.string(),
  text: v.string(),
  status: v.picklist(statuses),
  updatedAt: v.string(),
});
const sent = v.object({ messages: v.array(recorded), rejected: v.array(v.unknown()) });
const canceled = v.object({ errors: v.array(v.unknown()) });
const page = v.object({ messages: v.array(recorded), cursor: v.nullable(v.string()) });

/** The API as a persistent client uses it: it repeats the same request under the same key until there is an answer. */
export const persistentApi = ({ url, apiKey }: StackFacts, signal: AbortSignal) => {
  /** @returns `undefined` if another try may help. @throws Error if the answer is not one of the API's */
  const call = async <S extends v.GenericSchema>(
    schema: S,
    route: string,
    body?: object,
    key?: string,
  ): Promise<v.InferOutput<S> | undefined> => {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMillis)]),
    });
    return response.ok ? v.parse(schema, await response.json()) : undefined;
  };

  return {
    send: (key: string, body: object) =>
      persistently(async () => {
        const answer = await call(sent, 'POST /v1/messages', body, key);
        // The same request, made again, sends what could not be recorded.
        return answer?.rejected.length === 0 ? answer.messages : undefined;
      }, signal),

    cancel: (ids: readonly string[]) =>
      persistently(async () => {
        const answer = await call(canceled, 'POST /v1/messages/cancel', { ids });
        return answer?.errors.length === 0 ? true : undefined;
      }, signal),

    /** All messages of the account. @throws CutOffError if the API does not answer */
    all: async (): Promise<readonly Recorded[]> => {
      const records: Recorded[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const answer = await persistently(() => call(page, `GET /v1/messages?limit=100${from}`), signal);
        if (answer === undefined) throw new CutOffError('The API has stopped listing its messages.');
        records.push(...answer.messages);
        cursor = answer.cursor;
      }
      return records;
    },
  };
};
