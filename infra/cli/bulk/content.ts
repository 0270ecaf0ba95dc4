import type { SendRequest } from '../../../functions/client/types.ts';

/** What a request says beside its recipients; none is `null`, so that the same options make the same bytes. */
export interface Content {
  readonly text: string;
  readonly encoding?: 'auto' | 'smart';
  readonly sender?: string;
  readonly type?: 'text' | 'flash';
  readonly scheduledAt?: string;
  readonly validUntil?: string;
  readonly validFor?: number;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export type Body = SendRequest;
