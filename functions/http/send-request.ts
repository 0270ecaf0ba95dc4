import type * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import type { sendBody } from '../contract/send.ts';
import type { SendRequest } from '../messages/plan.ts';
import { entryAt, shownRecipient } from '../messages/recipient.ts';
import { defaultValidity, type Validity } from '../messages/validity.ts';

type Body = v.InferOutput<typeof sendBody>;

/**
 * The request as the message service takes it. The account's sender, encoding and validity fill in for absent ones.
 * `null` is the same as an absent field, for the fingerprint as well.
 * @param arrivedAt `validFor` counts from here
 */
export const sendRequestOf = (
  body: Body,
  account: Account,
  idempotencyKey: string | undefined,
  arrivedAt: Date,
): SendRequest => {
  const { text, type, reference, metadata } = body;
  const sender = body.sender ?? account.sender;
  const scheduledAt = body.scheduledAt == null ? undefined : new Date(body.scheduledAt);
  const validity = validityOf(body, arrivedAt) ?? defaultValidity(account.validFor, arrivedAt, scheduledAt);
  const values = body.values ?? (body.recipients == null ? undefined : {});
  const content = { text, type, ...(reference != null && { reference }), ...(metadata != null && { metadata }) };
  return {
    ...content,
    account: account.id,
    ...recipientsOf(body),
    ...(values !== undefined && { values }),
    ...((body.encoding ?? account.encoding) === 'smart' && { isSmart: true }),
    ...(sender !== undefined && { sender }),
    ...(scheduledAt && { scheduledAt }),
    ...(validity && { validity }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    asked: {
      ...content,
      ...askedRecipients(body),
      ...(body.values != null && { values: askedValues(body.values) }),
      ...(body.encoding != null && { encoding: body.encoding }),
      ...(body.sender != null && { sender: body.sender }),
      ...(body.scheduledAt != null && { scheduledAt: body.scheduledAt }),
      ...(body.validUntil != null && { validUntil: body.validUntil }),
      ...(body.validFor != null && { validFor: body.validFor }),
    },
  };
};

const validityOf = ({ validUntil, validFor }: Body, arrivedAt: Date): Validity | undefined => {
  if (validUntil != null) return { until: new Date(validUntil), field: 'validUntil' };
  if (validFor == null) return undefined;
  return { until: new Date(arrivedAt.getTime() + validFor * 1000), field: 'validFor' };
};

const recipientsOf = ({ to, recipients }: Body): Pick<SendRequest, 'to' | 'listedIn'> => {
  if (recipients != null) return { to: recipients, listedIn: 'recipients' };
  return typeof to === 'string' ? { to: [to] } : { to: to ?? [], listedIn: 'to' };
};

const askedRecipients = ({ to, recipients }: Body) => {
  if (recipients != null) return { recipients: recipients.map((_, index) => askedEntry(recipients, index)) };
  return { to: typeof to === 'string' ? to : to?.map(askedText) };
};

const askedEntry = (recipients: readonly unknown[], index: number) => {
  const { to, values, problem } = entryAt({ to: recipients, listedIn: 'recipients' }, index);
  if (problem !== undefined) return [askedText(recipients[index])];
  return { to: askedText(to), ...(values && { values: askedValues(values) }) };
};

const askedValues = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === null ? [] : [[name, typeof value === 'number' ? value : askedText(value)]],
    ),
  );

/**
 * A value that is not a text becomes a list with its text, so that the number 1 and the text "1" are different
 * requests.
 */
const askedText = (entry: unknown) => (typeof entry === 'string' ? entry : [shownRecipient(entry)]);
