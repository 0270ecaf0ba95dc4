/** A request as `fetch` was given it. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Of its JSON; `undefined`: it has none. */
  readonly body: unknown;
}

/** What `fetch` comes to: an answer, an error, or nothing, until it is aborted. */
export type Outcome = Response | Error | 'hangs';

export const jsonAnswer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** A `fetch` that does as it is told, request by request, and keeps what it was asked. */
export const scriptedFetch = (outcomeOf: (asked: Asked, index: number) => Outcome) => {
  const requests: Asked[] = [];
  const scripted: typeof fetch = async (url, init = {}) => {
    const { signal, method = 'GET', headers, body } = init;
    const asked = {
      method,
      url: new URL(String(url)),
      headers: new Headers(headers),
      body: typeof body === 'string' ? JSON.parse(body) : undefined,
    };
    const outcome = outcomeOf(asked, requests.push(asked) - 1);
    if (outcome instanceof Response) return outcome;
    if (outcome instanceof Error) throw outcome;
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  };
  return { fetch: scripted, requests };
};
