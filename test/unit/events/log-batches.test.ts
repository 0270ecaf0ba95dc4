import middy from '@middy/core';
import { expect, test } from 'vitest';
import { logBatches } from '../../../functions/events/log-batches.ts';
import { aContext } from '../../support/clients/api-events.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const lines = logLines();

const run = async (successes: boolean, failures: number): Promise<readonly unknown[]> => {
  const batchItemFailures = Array.from({ length: failures }, () => ({}));
  const handler = middy<{ readonly Records: readonly unknown[] }, { readonly batchItemFailures: readonly unknown[] }>()
    .use(logBatches({ successes }))
    .handler(async () => ({ batchItemFailures }));
  await handler({ Records: [{}, {}] }, aContext());
  return lines().map(({ message }) => message);
};

test.each([
  ['a batch that was processed has a line', true, 0, ['batch processed']],
  ['or none, where there are many', false, 0, []],
  ['one that was not, in any case', false, 1, ['batch processed in part']],
])('%s', async (_, successes, failures, expected) => {
  expect(await run(successes, failures)).toEqual(expected);
});
