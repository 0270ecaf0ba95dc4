import { useMemo } from 'preact/hooks';
import type { SendRequest } from '../../../client/index.ts';
import { mayPass } from '../../connection.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { ownZone } from '../../zones.ts';
import { requestFor, type SendFields } from './draft.ts';
import { mostRecipients, splitRecipients } from './recipients.ts';
import { scheduleFor } from './schedule.ts';
import { useCheck } from './use-check.ts';
import { nobody, noText, tally, verdictsFor } from './verdicts.ts';

/** The form's contents as they would be sent, and the result of a dry run. */
export const useWritten = (fields: SendFields, isLocked: boolean) => {
  const { textgate } = useConsole();
  const split = useMemo(() => splitRecipients(fields.recipients), [fields.recipients]);
  const schedule = useMemo(() => (fields.sendAt ? scheduleFor(fields.sendAt, ownZone()) : undefined), [fields.sendAt]);
  const to = split.recipients.map((recipient) => recipient.to);
  const request = requestFor(fields, to, schedule?.at);
  const isTooMany = to.length > mostRecipients;

  const { last, error, isPending } = useCheck(textgate, isLocked || isTooMany ? undefined : questionFor(request));
  const check = last?.answer;
  const verdicts = verdictsFor(split.recipients, check);
  const isLate = error !== undefined && mayPass(error);
  return {
    split,
    schedule,
    to,
    request,
    isTooMany,
    verdicts,
    tally: tally(verdicts),
    check,
    /** While the present text is being checked, this may be the check of an earlier one. */
    textCheck: isPending || check?.request.text === fields.text ? check : undefined,
    /** The present contents have not been checked yet. */
    isPending,
    /** The check failed and is tried again. */
    isLate,
    /** Why the API rejects the contents. */
    checkError: isLate ? undefined : error,
  };
};

export type Written = ReturnType<typeof useWritten>;

/** The dry run to make; `undefined`: none. It has stand-ins for what is not filled in yet. */
const questionFor = (request: SendRequest): SendRequest | undefined => {
  const to = [request.to ?? []].flat();
  if (to.length === 0 && request.text === '') return undefined;
  return { ...request, recipients: null, to: to.length > 0 ? to : [nobody], text: request.text || noText };
};
