/** A deliberate fault: a piece of the sources, and what stands there in its place. */
export interface Sabotage {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** What tells it; absent: messages. */
  readonly part?: 'webhooks';
  /** It is found within so many seeds, from 1 on. */
  readonly within: number;
}
