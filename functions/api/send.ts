import { InvalidRequestError } from '../messages/errors.ts';
import { authenticate, send, sendRules } from '../runtime/dependencies.ts';
import { api, endpoint, json } from '../runtime/http.ts';
import { once } from '../runtime/once.ts';
import { sendBody } from './contract.ts';
import { messageView } from './message-view.ts';
import { sendRequestOf } from './send-request.ts';

interface Dependencies {
  readonly send: ReturnType<typeof send>;
  readonly rules: ReturnType<typeof sendRules>;
}

/** Answers 202 once the messages are recorded, whatever the gateway makes of them. */
export const sendMessages = ({ send, rules }: Dependencies) =>
  endpoint({
    scope: 'messages:send',
    body: sendBody,
    handle: async ({ principal: { account }, body, headers, deadline }) => {
      const request = sendRequestOf(body, account, readIdempotencyKey(headers['idempotency-key']));
      const { messages, rejected, replayed } = await send(request, rules(account), deadline);
      const reply = { messages: messages.map(messageView), rejected };
      return json(202, reply, replayed ? { 'idempotent-replayed': 'true' } : {});
    },
  });

/** @throws InvalidRequestError: a key that is silently not taken would cost its caller the protection it asks for. */
const readIdempotencyKey = (header: string | undefined): string | undefined => {
  if (header === undefined || /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  const detail =
    'Idempotency-Key must have 1 to 255 printable ASCII characters without spaces; a UUID is a good choice.';
  throw new InvalidRequestError([{ pointer: 'Idempotency-Key', code: 'invalid', detail }]);
};

/** Called by AWS. */
export const handler = api(
  authenticate,
  once(() => ({ 'POST /v1/messages': sendMessages({ send: send(), rules: sendRules() }) })),
);
