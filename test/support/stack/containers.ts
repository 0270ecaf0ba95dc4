import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import { aContext, anEvent, answerOf } from '../clients/api-events.ts';

type EventParts = Parameters<typeof anEvent>[0];

/**
 * Starts a fresh container for each function of the API, with this environment. As on a cold start, it loads the
 * modules anew. Requests are answered with the handlers that Lambda would call.
 *
 * A function reads its environment at its first request, so only one generation of containers can exist at a time.
 */
export const startContainers = async (environment: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  const send = await import('../../../functions/api/send.ts');
  const list = await import('../../../functions/api/list.ts');
  const query = await import('../../../functions/api/query.ts');
  const cancel = await import('../../../functions/api/cancel.ts');
  const account = await import('../../../functions/api/account.ts');
  const suppressions = await import('../../../functions/api/suppressions.ts');
  const numbers = await import('../../../functions/api/numbers.ts');
  const webhooks = await import('../../../functions/api/webhooks.ts');
  const functions = {
    'POST /v1/messages': send,
    'GET /v1/messages': list,
    'GET /v1/messages/{id}': query,
    'POST /v1/messages/query': query,
    'POST /v1/messages/{id}/cancel': cancel,
    'POST /v1/messages/cancel': cancel,
    'PUT /v1/suppressions/{number}': suppressions,
    'GET /v1/suppressions/{number}': suppressions,
    'DELETE /v1/suppressions/{number}': suppressions,
    'GET /v1/suppressions': suppressions,
    'GET /v1/statistics': list,
    'GET /v1/key': account,
    'GET /v1/account': account,
    'POST /v1/numbers/normalize': numbers,
    'POST /v1/webhooks': webhooks,
    'GET /v1/webhooks': webhooks,
    'GET /v1/webhooks/{webhook}': webhooks,
    'PATCH /v1/webhooks/{webhook}': webhooks,
    'DELETE /v1/webhooks/{webhook}': webhooks,
    'POST /v1/webhooks/{webhook}/rotate-secret': webhooks,
    'POST /v1/webhooks/{webhook}/test': webhooks,
    'GET /v1/webhooks/{webhook}/deliveries': webhooks,
    'POST /v1/webhooks/{webhook}/deliveries/{delivery}/redeliver': webhooks,
    'POST /v1/webhooks/{webhook}/redeliver': webhooks,
    'GET /v1/messages/{id}/deliveries': webhooks,
  };

  return async (route: keyof typeof functions, parts: Omit<EventParts, 'route'> = {}, context: Context = aContext()) =>
    answerOf(await functions[route].handler(anEvent({ route, ...parts }), context));
};

export type Request = Awaited<ReturnType<typeof startContainers>>;
