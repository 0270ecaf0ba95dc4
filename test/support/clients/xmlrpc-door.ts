import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Account } from '../../../functions/accounts/account.ts';
import type { AuthenticateLogin } from '../../../functions/accounts/authenticate-login.ts';
import { http } from '../../../functions/http/http.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { Quota } from '../../../functions/messages/ports.ts';
import { decodeResponse } from '../../../functions/xmlrpc/decode.ts';
import { encodeCall } from '../../../functions/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../../functions/xmlrpc/value.ts';
import { createDispatch } from '../../../functions/xmlrpc-door/dispatch.ts';
import { serveXmlRpc } from '../../../functions/xmlrpc-door/endpoint.ts';
import type { ApiEvent } from '../../../functions/xmlrpc-door/http-request.ts';
import { createMethods } from '../../../functions/xmlrpc-door/methods.ts';
import { memoryQuota } from '../fakes/memory-quota.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { scriptedUpstream } from '../fakes/scripted-upstream.ts';
import { messageServiceOver } from '../model/message-service.ts';
import { rules as sendRules } from '../model/messages.ts';
import { aContext, anAccount, aRestEvent } from './api-events.ts';

interface DoorOptions {
  readonly account?: Account;
  readonly initial?: readonly Message[];
  readonly upstream?: ReturnType<typeof scriptedUpstream>;
  readonly store?: ReturnType<typeof memoryStore>;
  readonly quota?: Quota;
  readonly authenticate?: AuthenticateLogin;
  readonly credits?: number;
  readonly upstreamCredits?: (deadline?: number) => Promise<number | undefined>;
  readonly rules?: typeof sendRules;
}

/** The only login that the door knows, unless a test brings its own. */
export const login = ['myuser', 'mypass'] as const;

/** The XML-RPC door over a message service in memory. */
export const aDoor = ({
  account = anAccount(),
  initial = [],
  upstream = scriptedUpstream(),
  store = memoryStore(initial),
  authenticate = async ({ user, password }) => (user === login[0] && password === login[1] ? account : undefined),
  quota = memoryQuota(),
  credits,
  upstreamCredits = async () => 1000,
  rules = sendRules,
}: DoorOptions = {}) => {
  const service = messageServiceOver(store, quota, upstream);
  const methods = createMethods({
    ...service,
    rules: () => rules,
    defaultSender: 'textobox.ch',
    creditsOf: async () => credits,
    upstream: { getCredits: upstreamCredits },
    clock: service.clock,
  });
  const dispatch = createDispatch(methods, authenticate);
  const serve = http(
    serveXmlRpc(
      () => dispatch,
      () => service.clock().getTime(),
    ),
  );
  const handler = (event: ApiEvent) => serve(event, aContext());

  /** Posts as through the REST API. */
  const post = async (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    readAnswer(await handler(aRestEvent('POST', Buffer.from(body), { 'Content-Type': 'text/xml', ...headers })));
  return {
    ...service,
    handler,
    post,
    /** Calls with a login. Returns the value, or throws the fault's code and text. */
    call: async (method: string, ...params: XmlRpcValue[]) =>
      valueIn(await post(encodeCall(method, [...login, ...params]))),
    callPlain: async (method: string, ...params: XmlRpcValue[]) => valueIn(await post(encodeCall(method, params))),
    messages: () => [...store.records.values()],
  };
};

type Answer = ReturnType<typeof readAnswer>;

/** The body of an answer, which must be 200 and XML. */
const readAnswer = ({ statusCode, headers = {}, body = '' }: APIGatewayProxyStructuredResultV2) => {
  if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
  return { headers, body, response: decodeResponse(Buffer.from(body), { maxBytes: 16 * 1024 * 1024 }) };
};

const valueIn = ({ response }: Answer): XmlRpcValue => {
  if (response.kind === 'fault') throw new Error(`${response.code}: ${response.string}`);
  return response.value;
};

export const faultOf = ({ response }: Answer) => {
  if (response.kind !== 'fault') throw new Error('The answer is no fault.');
  return { code: response.code, string: response.string };
};
