/** An answer of the API has at most 6 MB. A longer one may never end. */
const mostBytes = 10_000_000;

/** @throws Error if it is too long for an answer of the API */
export const bodyText = async (response: Response): Promise<string> => {
  // A `fetch` that the caller provides may lack web streams.
  const reader = response.body?.getReader?.();
  if (!reader) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > mostBytes) {
      await reader.cancel();
      throw new Error(`the body has more than ${mostBytes} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
};
