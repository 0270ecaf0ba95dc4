/**
 * What textgate knows of a webhook that had failures. A lane exists as long as any of the webhook's deliveries is
 * `waiting`. In the index `due` the lane has an entry in place of these deliveries. So a webhook that is down takes one
 * entry there, however many deliveries wait.
 */
export interface Lane {
  readonly webhook: string;
  readonly account: string;
  /** Failures in a row. */
  readonly failures: number;
  /** When the first of them happened; absent: there are none. All times here are RFC 3339, UTC. */
  readonly failingSince?: string;
  /** The webhook must not be called before: it is down, or it asked for this by `Retry-After`. */
  readonly notBefore?: string;
  /**
   * When the webhook came up again: what was last tried before then need not wait any longer. Absent: all of that has
   * been tried.
   */
  readonly openedAt?: string;
  /** When a delivery was last put behind it. */
  readonly joinedAt: string;
  /** The time at which the webhook was disabled, once the event about this has been published. */
  readonly toldOf?: string;
  /** Identifies this version of the lane: it is the precondition of every write. */
  readonly mark: string;
  /** When to look at it next; absent: nothing waits, and the lane only counts failures. */
  readonly dueAt?: string;
}
