/** A request as `fetch` received it. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** The parsed JSON body; `undefined`: there is none. */
  readonly body: unknown;
}

/** How a `fetch` ends: with an answer, with an error, or not until it is aborted. */
export type Outcome = Response | Error | 'hangs';

export const jsonAnswer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** A `fetch` with a scripted outcome for each request. It keeps the requests. */
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
