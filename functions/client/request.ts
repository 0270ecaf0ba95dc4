import type { Route } from '../contract/route.ts';

/** How a call is made, in all that is said of none in particular. */
export interface CallOptions {
  /** Where the API is, as the deployment's output `ApiUrl` has it. A path in it stays before that of each call. */
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Milliseconds that each attempt may take, its answer's body included; 35,000 unless told, for the API answers within 30 s. */
  readonly timeout?: number | undefined;
  /** How often it is tried again; 2 unless told. */
  readonly maxRetries?: number | undefined;
  /** In place of the global one. */
  readonly fetch?: typeof fetch | undefined;
  /** Ends the call, wherever it is, which then rejects with the signal's reason. What was asked for may have been done. */
  readonly signal?: AbortSignal | undefined;
}

/** The same for all calls; each can be told otherwise for one, in its last argument. */
export interface TextgateOptions extends Omit<CallOptions, 'signal'> {
  readonly url: string;
  readonly apiKey: string;
}

export interface KeyedCallOptions extends CallOptions {
  /**
   * 1 to 255 printable ASCII characters without spaces. Made for each call unless given. Give your own, as an order's number, where
   * your process may die and begin anew: the same key with the same request is carried out once, whoever repeats it.
   */
  readonly idempotencyKey?: string | undefined;
}

/** What a call asks for. */
export interface Asked {
  /** What comes into the braces of the route's path, in their order. */
  readonly path?: readonly string[];
  readonly query?: object;
  readonly body?: object;
  readonly idempotencyKey?: string;
}

export type Call = <Reply>(route: Route, options: CallOptions, asked?: Asked) => Promise<Reply>;

export const caller =
  (_defaults: TextgateOptions): Call =>
  async (_route, _options, _asked) => {
    throw new Error('to come');
  };
