/** Of the 6 MB that a Lambda may answer with; the rest is for the headers. */
export const replyLimit = 6_000_000;

/** Of a message in the answer to a send, or of a rejection: what its sender has not given, at most. */
export const replyBytesOfRecipient = 1_200;

/** What a value takes of that: as JSON it is the body, which is a string of JSON again in what the Lambda answers. */
export const replyBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(JSON.stringify(value)));

/** How many of the items, from the first on, have room together. */
export const countFitting = <T>(items: readonly T[], limit: number, bytesOf: (item: T) => number): number => {
  let bytes = 0;
  const tooMany = items.findIndex((item) => {
    bytes += bytesOf(item);
    return bytes > limit;
  });
  return tooMany === -1 ? items.length : tooMany;
};
