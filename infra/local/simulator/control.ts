import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { accountSchema } from './accounts.ts';
import { readBody } from './bodies.ts';
import { clockSchema } from './clock.ts';
import { ControlError } from './control-error.ts';
import { controlPage } from './control-page.ts';
import type { SimulatorControls } from './controls.ts';
import { faultSchema } from './faults.ts';
import { newMessagesSchema } from './new-messages.ts';
import { outcomeSchema } from './outcomes.ts';
import { settingsSchema } from './state.ts';
import { whyStranger } from './strangers.ts';

type Route = (controls: SimulatorControls, request: ControlRequest) => unknown;

interface ControlRequest {
  readonly query: URLSearchParams;
  /** Parsed JSON; `undefined` without a body. */
  readonly body: unknown;
  /** Of the message that the address names. */
  readonly id: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

const latestSchema = v.object({
  to: v.pipe(v.string('`to` is missing: the number of the phone'), v.regex(/\d/, '`to` is no number')),
  // A `+` in a query string means a space.
  after: v.optional(
    v.pipe(
      v.string(),
      v.transform((after) => after.replace(' ', '+')),
    ),
  ),
  wait: v.optional(v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/), v.toNumber(), v.maxValue(30)), '30'),
});

const releaseSchema = v.strictObject({ outcome: v.literal('release') });

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['GET /control/health', () => ({ status: 'ok' })],
  ['GET /control/messages', (controls, { query }) => ({ messages: controls.messages(query.get('to') ?? undefined) })],
  [
    'GET /control/messages/latest',
    (controls, { query, signal }) => {
      const { to, after, wait } = v.parse(latestSchema, { to: undefined, ...Object.fromEntries(query) });
      return controls.latest({ to, after, waitSeconds: wait }, signal);
    },
  ],
  ['POST /control/messages/{id}', (controls, { id, body }) => controls.decide(id, v.parse(outcomeSchema, body))],
  [
    'POST /control/messages',
    (controls, { body }) => {
      v.parse(releaseSchema, body);
      return { released: controls.releaseAll() };
    },
  ],
  ['GET /control/new-messages', (controls) => controls.newMessages()],
  ['POST /control/new-messages', (controls, { body }) => controls.changeNewMessages(v.parse(newMessagesSchema, body))],
  ['GET /control/state', (controls, { query }) => controls.state(query.get('since') ?? undefined)],
  ['GET /control/requests', (controls) => controls.requests()],
  ['GET /control/clock', (controls) => controls.clock()],
  ['POST /control/clock', (controls, { body }) => controls.setClock(v.parse(clockSchema, body))],
  ['GET /control/faults', (controls) => ({ faults: controls.faults() })],
  [
    'POST /control/faults',
    (controls, { body }) => {
      controls.setFault(v.parse(faultSchema, body));
      return { faults: controls.faults() };
    },
  ],
  [
    'DELETE /control/faults',
    async (controls) => {
      await controls.clearFaults();
      return { faults: controls.faults() };
    },
  ],
  ['GET /control/accounts', (controls) => ({ accounts: controls.accounts() })],
  ['POST /control/accounts', (controls, { body }) => controls.putAccount(v.parse(accountSchema, body))],
  ['POST /control/settings', (controls, { body }) => controls.putSettings(v.parse(settingsSchema, body))],
  [
    'POST /control/reset',
    async (controls) => {
      await controls.reset();
      return { status: 'ok' };
    },
  ],
]);

/** Serves the control API: JSON in, JSON out; `{error}` when the request is wrong. */
export const serveControl = async (
  controls: SimulatorControls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const stranger = whyStranger(request);
  if (stranger !== undefined) return replyJson(response, 403, { error: stranger });

  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method === 'GET' && pathname === '/control/') {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(controlPage);
    return;
  }

  const [, id = ''] = /^\/control\/messages\/([\w-]+)$/.exec(pathname) ?? [];
  const route =
    routes.get(`${request.method} ${pathname}`) ?? (id && routes.get(`${request.method} /control/messages/{id}`));
  if (!route) return replyJson(response, 404, { error: 'No such control: see GET /control/' });

  const body = await readJson(request);
  if (!body.ok) return replyJson(response, 400, { error: 'The body is not JSON, or too long' });

  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const { signal } = gone;
    replyJson(response, 200, await route(controls, { query: searchParams, body: body.value, id, signal }));
  } catch (error) {
    if (gone.signal.aborted) return;
    if (error instanceof ControlError) return replyJson(response, error.status, { error: error.message });
    if (!v.isValiError(error)) throw error;
    replyJson(response, 400, { error: v.summarize(error.issues) });
  }
};

const readJson = async (request: IncomingMessage): Promise<{ ok: true; value: unknown } | { ok: false }> => {
  const body = await readBody(request);
  if (body === undefined) return { ok: false };
  if (body.length === 0) return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(body.toString('utf8')) };
  } catch {
    return { ok: false };
  }
};

const replyJson = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify(value));
};
