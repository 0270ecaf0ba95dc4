/** In bytes. A Lambda may answer with 6 MiB; the rest is for the headers. */
export const replyLimit = 6_000_000;

/** The most bytes that a message or rejection adds to the answer to a send, besides what its sender gave. */
export const replyBytesOfRecipient = 1_200;

/** The bytes of a value in the answer. The body is JSON, and it is a string in the JSON that the Lambda answers. */
export const replyBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(JSON.stringify(value)));

/** How many of the first items fit together. */
export const countFitting = <T>(items: readonly T[], limit: number, bytesOf: (item: T) => number): number => {
  let bytes = 0;
  const tooMany = items.findIndex((item) => {
    bytes += bytesOf(item);
    return bytes > limit;
  });
  return tooMany === -1 ? items.length : tooMany;
};
