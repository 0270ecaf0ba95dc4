import type * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import * as operations from '../contract/operations.ts';
import type { suppression as schema } from '../contract/suppressions.ts';
import { api, endpoint } from '../http/endpoint.ts';
import { InvalidInputError } from '../http/problems.ts';
import { SuppressionNotFoundError } from '../messages/errors.ts';
import { isE164, readNumber } from '../messages/numbers.ts';
import type { Suppression, SuppressionList } from '../messages/ports.ts';
import type { Suppress } from '../messages/suppress.ts';
import { once } from '../runtime/once.ts';
import { authenticate, regionOf, suppress, suppressionList } from '../wiring/messages.ts';

interface Dependencies {
  readonly suppressions: SuppressionList;
  readonly suppress: Suppress;
  readonly regionOf: (account: Account) => string;
}

type Path = Readonly<Record<string, string | undefined>>;

/** Puts a number on the list, and reports the outcome for its messages. Repeating it answers with the same entry. */
export const putSuppression = ({ suppress, regionOf }: Pick<Dependencies, 'suppress' | 'regionOf'>) =>
  endpoint(operations.putSuppression, async ({ principal: { account, keyId }, path, body: { reason }, deadline }) => {
    const wanted = { number: numberIn(path, regionOf(account)), by: `key:${keyId}`, ...(reason && { reason }) };
    const { suppression, canceled, notCanceled, isComplete } = await suppress(account.id, wanted, deadline);
    return {
      body: {
        suppression: view(suppression),
        canceled: canceled.map(({ id }) => id),
        notCanceled: notCanceled.map(({ id, status }) => ({ id, status })),
        complete: isComplete,
      },
    };
  });

export const getSuppression = ({ suppressions, regionOf }: Pick<Dependencies, 'suppressions' | 'regionOf'>) =>
  endpoint(operations.getSuppression, async ({ principal: { account }, path }) => ({
    body: found(await suppressions.find(account.id, listedNumberIn(path, regionOf(account)))),
  }));

/** Takes a number off the list, and answers with its entry. */
export const deleteSuppression = ({ suppressions, regionOf }: Pick<Dependencies, 'suppressions' | 'regionOf'>) =>
  endpoint(operations.deleteSuppression, async ({ principal: { account }, path }) => ({
    body: found(await suppressions.takeOff(account.id, listedNumberIn(path, regionOf(account)))),
  }));

export const listSuppressions = ({ suppressions }: Pick<Dependencies, 'suppressions'>) =>
  endpoint(operations.listSuppressions, async ({ principal: { account }, query: { limit, cursor } }) => {
    const page = await suppressions.page(account.id, limit, cursor);
    return { body: { suppressions: page.suppressions.map(view), cursor: page.cursor ?? null } };
  });

/**
 * The number in the path, which API Gateway has decoded. Numbers of any country and type may be on the list.
 * @throws InvalidInputError
 */
const numberIn = ({ number = '' }: Path, region: string): string => {
  const read = readNumber(number, { region, allowedCountries: [] });
  if (read.ok) return read.number;
  if (read.number !== undefined) return read.number;
  throw new InvalidInputError([{ pointer: '{number}', code: read.code, detail: read.problem }]);
};

/** Also reads an E.164 number that is in no range in use: it may have been in one when it came on the list. */
const listedNumberIn = (path: Path, region: string): string => {
  const { number = '' } = path;
  return isE164(number) ? number : numberIn(path, region);
};

/** @throws SuppressionNotFoundError */
const found = (suppression: Suppression | undefined) => {
  if (suppression === undefined) throw new SuppressionNotFoundError('The number is not on the suppression list.');
  return view(suppression);
};

const view = ({ reason, ...entry }: Suppression): v.InferOutput<typeof schema> => ({
  ...entry,
  reason: reason ?? null,
});

/** Called by AWS. */
export const handler = api(
  authenticate,
  once(() => {
    const dependencies = { suppressions: suppressionList(), suppress: suppress(), regionOf: regionOf() };
    return [
      putSuppression(dependencies),
      getSuppression(dependencies),
      deleteSuppression(dependencies),
      listSuppressions(dependencies),
    ];
  }),
);
