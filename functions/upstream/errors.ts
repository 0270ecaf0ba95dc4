import type { Reason } from '../messages/message.ts';

/**
 * How far a call got before it failed. `not_written`: it is certain that no byte of the request left. `maybe_applied`:
 * the request may have been written, and the upstream may have carried it out. `replied`: a reply was read.
 */
export type Phase = 'not_written' | 'maybe_applied' | 'replied';

/** A call failed. Neither message nor properties hold credentials, texts, numbers or the upstream's own words. */
export abstract class UpstreamError extends Error {
  abstract readonly phase: Phase;
  /** Whether the same call might succeed shortly. Whether it may be repeated depends on `phase`. */
  readonly retryable: boolean = false;
  /** Why the upstream refused this very call, in the words of its document: it carried out nothing of the call. */
  readonly refusal: Reason | undefined = undefined;
}

/**
 * The upstream was not reached, or the connection broke, stalled or ran out of time. `cause` has the socket's error.
 */
export class UpstreamConnectionError extends UpstreamError {
  override readonly name = 'UpstreamConnectionError';
  override readonly retryable = true;
  readonly phase: Phase;

  constructor(problem: string, phase: Phase, cause?: unknown) {
    super(problem, { cause });
    this.phase = phase;
  }
}

/**
 * The upstream answered with an HTTP status other than 200 and those of an UpstreamConfigurationError. 429, and 500 and
 * above, may be temporary. With any other status, repeating the call does not help.
 */
export class UpstreamHttpError extends UpstreamError {
  override readonly name = 'UpstreamHttpError';
  override readonly retryable: boolean;
  readonly phase = 'replied';
  readonly status: number;
  /** Milliseconds the upstream asks to wait (`Retry-After`). */
  readonly retryAfter: number | undefined;
  override readonly refusal: Reason | undefined;

  constructor(status: number, retryAfter: number | undefined, refusal?: Reason, cause?: unknown) {
    super(`The gateway answered with HTTP status ${status}.`, { cause });
    this.status = status;
    this.retryAfter = retryAfter;
    this.refusal = refusal;
    this.retryable = status === 429 || status >= 500;
  }
}

/**
 * The configured URL or credentials of the upstream are wrong or cannot be read, or the upstream answered 401, 403,
 * 404, 413 or a redirect. Nothing was sent, and nothing can be until an operator changes the configuration.
 */
export class UpstreamConfigurationError extends UpstreamError {
  override readonly name = 'UpstreamConfigurationError';
  readonly phase: Phase;

  constructor(problem: string, phase: Phase, cause?: unknown) {
    super(problem, { cause });
    this.phase = phase;
  }
}

/**
 * The upstream's reply is not an answer to this call, which it may have carried out. `cause` describes the reply.
 */
export class UpstreamProtocolError extends UpstreamError {
  override readonly name = 'UpstreamProtocolError';
  override readonly retryable: boolean;
  readonly phase = 'replied';

  constructor(problem: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(problem, { cause: options.cause });
    this.retryable = options.retryable ?? false;
  }
}

/** The upstream answered with an XML-RPC fault. Its text is left out: it may repeat what was sent. */
export class UpstreamFaultError extends UpstreamError {
  override readonly name = 'UpstreamFaultError';
  readonly phase = 'replied';
  readonly code: number;
  override readonly refusal: Reason | undefined;

  constructor(code: number, refusal: Reason | undefined) {
    super(`The gateway answered with fault ${code}.`);
    this.code = code;
    this.refusal = refusal;
  }
}

/** The upstream's times are local time in Europe/Zurich, which cannot express this instant. */
export class InexpressibleTimeError extends Error {
  override readonly name = 'InexpressibleTimeError';
}
