import { faultCodes } from '../contract/fault-codes.ts';
import {
  IdempotencyKeyReusedError,
  RequestInFlightError,
  StoreUnavailableError,
  UpstreamUnavailableError,
} from '../messages/errors.ts';
import { UpstreamConfigurationError, UpstreamError } from '../upstream/errors.ts';
import { type DecodeProblem, XmlRpcDecodeError } from '../xmlrpc/errors.ts';
import { InvalidParamsError, LoginRejectedError, MethodNotFoundError } from './errors.ts';

export interface Fault {
  readonly code: number;
  readonly text: string;
  /** Whether textgate or the upstream gateway failed, not the caller. */
  readonly isOurs: boolean;
}

/**
 * The one place that turns errors into faults. An error that is not meant for callers becomes `internal`, without its
 * message.
 */
export const faultOf = (error: unknown): Fault => {
  if (error instanceof XmlRpcDecodeError) return theirs(decodeFaults[error.kind], error);
  if (error instanceof MethodNotFoundError) return theirs(faultCodes.methodNotFound, error);
  if (error instanceof InvalidParamsError) return theirs(faultCodes.invalidParams, error);
  if (error instanceof LoginRejectedError) return theirs(faultCodes.application, error);
  if (error instanceof IdempotencyKeyReusedError) return theirs(faultCodes.application, error);
  if (error instanceof RequestInFlightError) return { code: faultCodes.system, text: error.message, isOurs: false };
  if (error instanceof StoreUnavailableError) return ours(faultCodes.system, error.message);
  if (isMisconfigured(error)) {
    return ours(
      faultCodes.internal,
      'textgate cannot use the SMS gateway because of a mistake in its configuration. Tell the operator: trying ' +
        'again does not help.',
    );
  }
  if (error instanceof UpstreamUnavailableError || error instanceof UpstreamError) {
    return ours(faultCodes.system, 'The SMS gateway did not answer. Try again.');
  }
  return ours(faultCodes.internal, 'Internal error. It has been logged.');
};

/** If the message service called the upstream, the configuration error is the cause. */
const isMisconfigured = (error: unknown): boolean =>
  error instanceof UpstreamConfigurationError ||
  (error instanceof UpstreamUnavailableError && error.cause instanceof UpstreamConfigurationError);

const decodeFaults: Readonly<Record<DecodeProblem, number>> = {
  markup: faultCodes.notWellFormed,
  structure: faultCodes.notXmlRpc,
  charset: faultCodes.unsupportedEncoding,
  coding: faultCodes.unsupportedEncoding,
  character: faultCodes.invalidCharacter,
};

const theirs = (code: number, { message }: Error): Fault => ({ code, text: message, isOurs: false });
const ours = (code: number, text: string): Fault => ({ code, text, isOurs: true });
