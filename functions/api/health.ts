import type * as v from 'valibot';
import type { healthReply } from '../contract/health.ts';
import { preflight } from '../contract/route.ts';
import * as routes from '../contract/routes.ts';
import { open } from '../http/endpoint.ts';
import { json } from '../http/http.ts';

const health: v.InferOutput<typeof healthReply> = { status: 'ok' };

/**
 * Called by AWS. Says that requests arrive; what lies behind has alarms of its own. To a preflight it says nothing but that
 * it is well: the headers that let pages in are API Gateway's.
 */
export const handler = open([
  { route: routes.getHealth, serve: async () => json(200, health) },
  { route: preflight, serve: async () => ({ statusCode: 204 }) },
]);
