import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorTexts } from './codes.ts';
import type { Fault } from './faults.ts';
import { type Answer, encodeAnswer, isList, type Value } from './wire.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers as a correct gateway does. */
export const reply = (response: ServerResponse, body: string | Buffer, status = 200): void => {
  response.writeHead(status, { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
};

/** A TCP reset: the other side reads ECONNRESET, not an orderly end. */
export const resetConnection = ({ request }: Exchange): void => {
  request.socket.resetAndDestroy();
};

/** Applies the fault to one exchange. `answer` is undefined if the call was not carried out. */
export const misbehave = async (fault: Fault, exchange: Exchange, answer: Answer | undefined): Promise<void> => {
  const { response } = exchange;
  const own = answer ?? { kind: 'value', value: true };
  if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });

  switch (fault.fault) {
    // These two take effect before there is a call.
    case 'refuse':
    case 'reset_on_accept':
    case 'reset_before_body':
    case 'reset_after_body':
      return resetConnection(exchange);
    case 'stall':
      return;
    case 'http_401':
    case 'http_403':
    case 'http_404':
    case 'http_413':
    case 'http_429':
    case 'http_500':
    case 'http_502':
    case 'http_503':
      return replyStatus(response, fault);
    case 'redirect':
      // 307 keeps method and body: a client that follows it shows in the number of calls.
      response.writeHead(307, { Location: '/api2/', 'Content-Length': 0 }).end();
      return;
    case 'html':
      return replyHtml(response, 200, 'Welcome');
    case 'empty_body':
      return reply(response, '');
    case 'wrong_shape':
      return reply(response, encodeAnswer({ kind: 'value', value: { unexpected: ['shape'] } }));
    case 'unknown_fault':
      return reply(response, encodeAnswer({ kind: 'fault', code: 4711, text: 'Something unheard of' }));
    case 'library_fault':
      // PEAR's XML_RPC answers this if the method has run and returned no response. Its number is not an error code.
      return reply(response, encodeAnswer({ kind: 'fault', code: 6, text: 'No response object' }));
    case 'rejection':
      return reply(response, encodeAnswer(rejection));
    case 'rejection_with_503':
      return reply(response, encodeAnswer(rejection), 503);
    case 'malformed_fault':
      return reply(response, '<?xml version="1.0"?><methodResponse><fault/></methodResponse>');
    case 'deep_nesting':
      return reply(response, nested(fault.depth ?? 100));
    case 'latency':
      return reply(response, encodeAnswer(own));
    case 'slow_drip':
      return drip(exchange, encodeAnswer(own), fault.intervalMs ?? 100);
    case 'truncate':
      return truncate(exchange, encodeAnswer(own));
    case 'short_content_length':
      return replyWithShortLength(exchange, encodeAnswer(own));
    case 'xml_with_500':
      return reply(response, encodeAnswer(own), 500);
    case 'wrong_entry_count':
      return reply(response, encodeAnswer(mapEntries(own, (entries) => entries.slice(1))));
    case 'missing_ids':
      return reply(response, encodeAnswer(mapEntries(own, (entries) => entries.map(withoutId))));
    case 'doctype':
      return reply(response, afterDeclaration(encodeAnswer(own), '<!DOCTYPE methodResponse [<!ENTITY a "aaaa">]>'));
    case 'two_documents':
      return reply(response, encodeAnswer(own) + encodeAnswer(own));
    case 'huge':
      return reply(response, encodeAnswer(own) + ' '.repeat(2 * mebibyte));
    case 'bad_charset':
      // A Latin-1 é: in UTF-8, the default of XML, no character begins so and goes on with a space.
      return reply(response, Buffer.from(afterDeclaration(encodeAnswer(own), '<!-- \xe9 -->'), 'latin1'));
  }
};

/** The document has error codes, and does not say that a fault may carry one: this one does, with its description. */
const rejection: Answer = { kind: 'fault', code: 8, text: errorTexts[8] };

const mebibyte = 1_048_576;

const replyStatus = (response: ServerResponse, fault: Fault): void => {
  const status = Number(fault.fault.replace('http_', ''));
  const retryAfter = fault.retryAfterSeconds ?? (status === 429 ? 1 : undefined);
  if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
  replyHtml(response, status, 'Error');
};

const replyHtml = (response: ServerResponse, status: number, title: string): void => {
  const page = `<html><head><title>${title}</title></head><body><h1>${title}</h1><br></body></html>`;
  response.writeHead(status, { 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(page) }).end(page);
};

/** One byte at a time, so that no pause is ever long enough for an idle timeout. */
const drip = async ({ response }: Exchange, xml: string, intervalMs: number): Promise<void> => {
  const body = Buffer.from(xml);
  response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': body.length });
  for (let sent = 0; sent < body.length && !response.destroyed; sent += 1) {
    response.write(body.subarray(sent, sent + 1));
    await sleep(intervalMs, undefined, { ref: false });
  }
  response.end();
};

/** Ends the connection in good order half-way through what was announced. */
const truncate = ({ request, response }: Exchange, xml: string): void => {
  const body = Buffer.from(xml);
  response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': body.length });
  response.write(body.subarray(0, body.length / 2), () => request.socket.end());
};

/** Sends it all, but announces half. */
const replyWithShortLength = ({ request }: Exchange, xml: string): void => {
  const length = Math.floor(Buffer.byteLength(xml) / 2);
  // Past `ServerResponse`, which does not let a body be longer than announced.
  request.socket.end(`HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: ${length}\r\n\r\n${xml}`);
};

const nested = (depth: number): string => {
  const open = '<value><array><data>'.repeat(depth);
  const close = '</data></array></value>'.repeat(depth);
  return `<?xml version="1.0"?><methodResponse><params><param>${open}${close}</param></params></methodResponse>`;
};

const afterDeclaration = (xml: string, insertion: string): string => xml.replace('?>', () => `?>${insertion}`);

/** Spoils a list. An answer that is not a list becomes an empty one. */
const mapEntries = (answer: Answer, spoil: (entries: readonly Value[]) => readonly Value[]): Answer =>
  answer.kind === 'value' ? { kind: 'value', value: isList(answer.value) ? spoil(answer.value) : [] } : answer;

/** `[dest, status, id]` → `[dest, status, '']` */
const withoutId = (entry: Value): Value => (isList(entry) ? [...entry.slice(0, -1), ''] : entry);
