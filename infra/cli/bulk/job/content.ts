import { hash } from 'node:crypto';
import type { SendRequest } from '../../../../functions/client/types.ts';
import { fill, readTemplate, type Template } from '../../../../functions/messages/template.ts';
import { inOneOrder } from '../../../../functions/runtime/fingerprint.ts';
import type { BadRow, Row } from '../sheet/row.ts';

/** The part of a job's requests that is the same in all. */
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

/** The API reads braces as placeholders with `recipients`, and as text with `to`. A text with braces needs the former. */
export const requestTo = (content: Content, rows: readonly Row[]): SendRequest =>
  /[{}]/.test(content.text)
    ? { ...content, recipients: rows.map(({ to, values }) => ({ to, values })) }
    : { ...content, to: rows.map(({ to }) => to) };

/** Fills in the text of a row. Two rows with the same number and text get one message. */
export const textsOf = ({ text }: Content): ((row: Row) => string) => {
  const template: Template | string = /[{}]/.test(text) ? readTemplate(text) : [text];
  if (typeof template === 'string') return () => text;
  return ({ values }) => {
    const filled = fill(template, [values]);
    return 'text' in filled ? filled.text : JSON.stringify(values);
  };
};

const digestOf = (value: unknown): string => hash('sha256', JSON.stringify(value, inOneOrder), 'base64url');

/**
 * The same job name, rows and content always make the same key, and nothing else does. So comparing it with the plan's, just
 * before sending, also proves that the content is what was planned.
 */
export const idempotencyKey = (job: string, rows: readonly Row[], request: SendRequest): string =>
  `bulk-${digestOf([job, rows.map(({ row }) => row), request])}`;

/** 24 bits show which row has changed and reveal nothing of it. The digest of the file shows that one has. */
export const checksumOf = (row: Row | BadRow): string => digestOf(row).slice(0, 4);

/** Splits concatenated checksums. */
export const checksumsIn = (checksums: string): readonly string[] => checksums.match(/.{1,4}/g) ?? [];

/** Shows that an option has changed, without revealing its value in the plan. */
export const optionDigest = (value: unknown): string => digestOf(value).slice(0, 16);
