import { hash } from 'node:crypto';
import type { SendRequest } from '../../../../functions/client/types.ts';
import { fill, readTemplate, type Template } from '../../../../functions/messages/template.ts';
import { inOneOrder } from '../../../../functions/runtime/fingerprint.ts';
import type { BadRow, Row } from '../sheet/row.ts';

/** What each request of a job says beside its recipients. */
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

/** With `recipients` braces in the text are places, and with `to` they are braces: so a text that has any goes the first way. */
export const requestTo = (content: Content, rows: readonly Row[]): SendRequest =>
  /[{}]/.test(content.text)
    ? { ...content, recipients: rows.map(({ to, values }) => ({ to, values })) }
    : { ...content, to: rows.map(({ to }) => to) };

/** The text of a row: by it, two rows with one number are one message or two. */
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
 * Names one request of one job for good: the same name, rows and content always make the same key, and nothing else does. So what goes
 * out is compared with the plan's once more before it does.
 */
export const idempotencyKey = (job: string, rows: readonly Row[], request: SendRequest): string =>
  `bulk-${digestOf([job, rows.map(({ row }) => row), request])}`;

/** 24 bits tell which row has changed, and nothing of what stands in it. That any has is told by the whole file's digest. */
export const checksumOf = (row: Row | BadRow): string => digestOf(row).slice(0, 4);

/** Those of several rows, of a text that has them one after the other. */
export const checksumsIn = (checksums: string): readonly string[] => checksums.match(/.{1,4}/g) ?? [];

/** By which a change of an option is seen; a text or a sender is not read out of it by accident. */
export const optionDigest = (value: unknown): string => digestOf(value).slice(0, 16);
