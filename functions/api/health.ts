import { http, json } from '../http/http.ts';

/** Called by AWS. Says that requests arrive; what lies behind has alarms of its own. */
export const handler = http(async () => json(200, { status: 'ok' }));
