import type * as v from 'valibot';
import type { healthReply } from '../contract/health.ts';
import { preflight } from '../contract/route.ts';
import * as routes from '../contract/routes.ts';
import { open } from '../http/endpoint.ts';
import { json } from '../http/http.ts';

const health: v.InferOutput<typeof healthReply> = { status: 'ok' };

/**
 * Called by AWS. Shows that requests arrive; what is behind the API has alarms of its own. The answer to a preflight is
 * empty, because API Gateway adds the CORS headers.
 */
export const handler = open([
  { route: routes.getHealth, serve: async () => json(200, health) },
  { route: preflight, serve: async () => ({ statusCode: 204 }) },
]);
