import type { IncomingMessage } from 'node:http';

const maxBodyBytes = 4 * 1_048_576;

/** The whole body, or `undefined` if it is longer than `maxBodyBytes`. Rejects if the connection breaks. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
