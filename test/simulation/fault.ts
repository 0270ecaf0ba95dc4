/** A deliberate fault: a piece of the sources, and what replaces it. */
export interface Sabotage {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** Which simulation finds the fault; absent: that of messages. */
  readonly part?: 'webhooks';
  /** The fault is found within so many seeds, starting with 1. */
  readonly within: number;
}
