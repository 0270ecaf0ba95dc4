import type { Account } from './accounts.ts';
import { errorTexts, statusTexts } from './codes.ts';
import { normalizeNumber } from './numbers.ts';
import { cancel, progressOf, type SimulatedMessage } from './progress.ts';
import { submit } from './send.ts';
import type { SimulatorState } from './state.ts';
import { type Answer, type Call, faultCodes, type Parameter, type Value } from './wire.ts';
import { toZurichTime } from './zurich-time.ts';

type Method = (state: SimulatorState, account: Account, params: readonly Parameter[]) => Value;

/** The caller's parameters do not fit the method. */
class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

const sendMessage: Method = (state, account, [dest, message, sender, date, type]) => {
  const common = {
    text: text(message),
    sender: optionalText(sender),
    date: optionalText(date),
    type: optionalText(type) || 'text',
  };
  return texts(dest).map((to) => {
    const result = submit(state, account, { to, ...common });
    if (typeof result === 'number') return [to, false, result];

    const { errorCode } = progressOf(result, state.clock);
    return [to, state.settings.sendForm === 'boolean' ? true : errorCode, result.id];
  });
};

const getStatus: Method = (state, account, [identifier]) =>
  texts(identifier).map((id) => {
    const message = ownMessage(state, account, id);
    if (message === undefined) return [id, false];
    if (state.settings.statusForm === 'struct') return [id, statusStruct(state, message)];

    const { errorCode, statusCode } = progressOf(message, state.clock);
    return [id, errorCode, statusCode];
  });

/** Cancels what is still scheduled, and gives its credits back. */
const cancelMessage: Method = (state, account, [identifier]) =>
  texts(identifier).map((id) => {
    const message = ownMessage(state, account, id);
    if (message === undefined || progressOf(message, state.clock).errorCode !== 9) return [id, false];

    cancel(message, state.clock.now());
    account.credits += message.credits;
    return [id, true];
  });

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['send_message', sendMessage],
  ['auth', () => true],
  ['get_credits', (_state, account) => account.credits],
  ['account_status', (_state, account) => account.status],
  ['get_guid', (_state, account) => account.guid],
  ['clean_number', (_state, _account, [number]) => (normalizeNumber(text(number)) ?? '').replace('+', '')],
  ['get_status', getStatus],
  ['cancel_message', cancelMessage],
]);

/** By the document, these methods answer FALSE to a wrong login. The others answer with a fault. */
const answersFalse: ReadonlySet<string> = new Set(['auth', 'get_credits', 'get_guid']);

/** Carries a call out. */
export const execute = (state: SimulatorState, call: Call): Answer => {
  const method = methods.get(call.method);
  if (method === undefined) return { kind: 'fault', code: faultCodes.unknownMethod, text: 'Unknown method' };

  const [user, password, ...rest] = call.params;
  const account = typeof user === 'string' ? state.accounts.get(user) : undefined;
  if (account === undefined || account.password !== password) {
    if (answersFalse.has(call.method)) return { kind: 'value', value: false };
    return { kind: 'fault', code: authenticationFailed, text: 'Authentication failed' };
  }

  try {
    return { kind: 'value', value: method(state, account, rest) };
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return { kind: 'fault', code: faultCodes.invalidParams, text: error.message };
  }
};

/** The recipients of a call, in E.164; none if it does not send. */
export const recipientsOf = ({ method, params: [, , dest] }: Call): readonly (string | undefined)[] =>
  method === 'send_message' ? [dest].flat().map((to) => normalizeNumber(String(to))) : [];

/** The document has no code for this. */
const authenticationFailed = 1;

const ownMessage = (state: SimulatorState, account: Account, id: string): SimulatedMessage | undefined => {
  const message = state.messages.get(id);
  return message?.account === account.user ? message : undefined;
};

/**
 * The published clients' form. `sent_status` is the error code the send was answered with, `last_status` a status
 * code; a cancelled message has error code 10 there, which is no status code and so cannot be taken for one.
 */
const statusStruct = (state: SimulatorState, message: SimulatedMessage): Value => {
  const { errorCode, statusCode, since } = progressOf(message, state.clock);
  const wasScheduled = message.scheduledFor !== undefined || message.outcome === 9;
  const sentStatus = wasScheduled ? 9 : 1;
  return {
    from: message.sender,
    to: message.to.replace('+', ''),
    length: message.text.length,
    sent_date: toZurichTime(message.scheduledFor ?? message.acceptedAt),
    sent_status: sentStatus,
    sent_status_text: errorTexts[sentStatus],
    last_date: toZurichTime(since),
    last_status: errorCode === 10 ? errorCode : statusCode,
    last_status_text: errorCode === 10 ? errorTexts[errorCode] : statusTexts[statusCode],
  };
};

const text = (parameter: Parameter | undefined): string => {
  if (typeof parameter === 'string') return parameter;
  // Clients in scripting languages send a number that looks like one as <int>.
  if (typeof parameter === 'number') return String(parameter);
  throw new ParameterError('A string parameter is missing or has another type.');
};

const optionalText = (parameter: Parameter | undefined): string => (parameter === undefined ? '' : text(parameter));

const texts = (parameter: Parameter | undefined): string[] =>
  Array.isArray(parameter) ? parameter.map(text) : [text(parameter)];
