import type { Reason } from '../messages/message.ts';

/**
 * How far a call had come when it failed.
 * `not_written`: proved that no byte of the request left. `maybe_applied`: it may have been written, and carried out.
 * `replied`: a reply was read.
 */
export type Phase = 'not_written' | 'maybe_applied' | 'replied';

/** A call that failed. Neither message nor properties hold credentials, texts, numbers or the upstream's own words. */
export abstract class UpstreamError extends Error {
  abstract readonly phase: Phase;
  /** Whether the same call might succeed shortly. It says nothing of whether it may be repeated: see `phase`. */
  readonly retryable: boolean = false;
  /** The upstream said, in its document's words, that it refuses this very call: nothing of it has been carried out. */
  readonly rejection: Reason | undefined = undefined;
}

/** The upstream was not reached, or the connection broke, stalled or ran out of time. `cause` has the socket's error. */
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
 * The upstream answered with an HTTP status that is neither 200 nor one of an UpstreamConfigurationError: a passing trouble
 * with 429 and from 500 up, and with any other nothing that a repetition could mend.
 */
export class UpstreamHttpError extends UpstreamError {
  override readonly name = 'UpstreamHttpError';
  override readonly retryable: boolean;
  readonly phase = 'replied';
  readonly status: number;
  /** Milliseconds the upstream asks to wait (`Retry-After`). */
  readonly retryAfter: number | undefined;
  override readonly rejection: Reason | undefined;

  constructor(status: number, retryAfter: number | undefined, rejection?: Reason, cause?: unknown) {
    super(`The gateway answered with HTTP status ${status}.`, { cause });
    this.status = status;
    this.retryAfter = retryAfter;
    this.rejection = rejection;
    this.retryable = status === 429 || status >= 500;
  }
}

/**
 * Our address of the upstream, or our way of calling it, is wrong: it answered 401, 403, 404, 413 or a redirect, or its
 * URL cannot be used, or its credentials not be read. Nothing was sent, and nothing will be until somebody changes the configuration.
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
 * The upstream answered with something that is not a reply to this call: the call may have been applied. `cause` tells what
 * it looks like.
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
  override readonly rejection: Reason | undefined;

  constructor(code: number, rejection: Reason | undefined) {
    super(`The gateway answered with fault ${code}.`);
    this.code = code;
    this.rejection = rejection;
  }
}

/** The instant cannot be told to the upstream, whose times are Europe/Zurich wall clock readings. */
export class InexpressibleTimeError extends Error {
  override readonly name = 'InexpressibleTimeError';
}
