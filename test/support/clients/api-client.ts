interface Options {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent unchanged, as JSON unless `headers` say otherwise. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the deployed API over HTTP with an API key, as an application does. `body` is parsed if it is JSON. */
export const apiClient =
  (url: string, apiKey: string) =>
  async (route: string, { json, body, headers }: Options = {}) => {
    const [method = '', path = ''] = route.split(' ');
    const content = json === undefined ? body : JSON.stringify(json);
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(content !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content !== undefined && { body: content }),
    });
    const text = await response.text();
    const mediaType = response.headers.get('content-type') ?? '';
    // `any`, so that tests can look at the members that they expect.
    const parsed = /[/+]json\b/.test(mediaType) ? JSON.parse(text) : text;
    return { status: response.status, mediaType, headers: response.headers, body: parsed };
  };

export type ApiClient = ReturnType<typeof apiClient>;
