/**
 * What is known of a webhook that had failures: there is one as long as any of its deliveries is `waiting`. It stands in the
 * index of what is due, in place of those deliveries: so a webhook that is down takes one entry there, whatever waits for it.
 */
export interface Lane {
  readonly webhook: string;
  readonly account: string;
  /** Failures in a row. */
  readonly failures: number;
  /** Of the first of them; absent: there are none. RFC 3339, UTC, as the others. */
  readonly failingSince?: string;
  /** No call before: the next try of a webhook that is down, or what it asked for by `Retry-After`. */
  readonly notBefore?: string;
  /** It has come up again at this time, and what waited since before is not kept waiting any longer; absent: all of that has been tried. */
  readonly openedAt?: string;
  /** When a delivery was last put behind it. */
  readonly joinedAt: string;
  /** The time of its webhook's being disabled that the world has been told of; absent: of none. */
  readonly toldOf?: string;
  /** Tells it from what it was before, and will be: the precondition of every write. */
  readonly mark: string;
  /** When to look at it next; absent: it only counts failures, and nothing waits. */
  readonly dueAt?: string;
}
