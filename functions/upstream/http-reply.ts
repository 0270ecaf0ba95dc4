/** The upstream's HTTP reply, read completely. */
export interface HttpReply {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}
