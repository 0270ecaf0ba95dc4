import * as v from 'valibot';
import { described } from './fields.ts';
import { message, messageId } from './message.ts';

export const idsBody = v.strictObject({
  ids: v.pipe(v.array(messageId), v.minLength(1), v.maxLength(100)),
});

export const getParameters = v.strictObject({
  refresh: v.exactOptional(
    described(v.picklist(['true', 'false']), 'Ask the gateway for the present status before answering.'),
    'false',
  ),
});

export const idProblem = v.object({ id: v.string(), code: v.string(), detail: v.string() });

export const messagesReply = v.object({
  messages: v.array(message),
  errors: described(v.array(idProblem), 'The ids for which this was not possible, with the reasons.'),
});
