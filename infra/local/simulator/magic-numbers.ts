import { errorTexts, type RefusalCode, type StatusCode, statusTexts } from './codes.ts';

export interface MagicNumber {
  /** E.164; a valid Swiss mobile number, so that it passes the product's own validation. */
  readonly number: string;
  /** What happens, for people. */
  readonly effect: string;
  /** The send is answered with this error code… */
  readonly refusal?: RefusalCode;
  /** …or the message is taken and ends with this status code. */
  readonly outcome?: StatusCode;
}

const refused = (refusal: RefusalCode): MagicNumber => ({
  number: `+4179000000${refusal}`,
  effect: `refused at once, error ${refusal}: ${errorTexts[refusal]}`,
  refusal,
});

const ends = (outcome: StatusCode, effect: string): MagicNumber => ({
  number: `+4179000001${outcome}`,
  effect: `${effect}, status ${outcome}: ${statusTexts[outcome]}`,
  outcome,
});

/** The last digit is the code: 00X refuses with error X, 01X ends with status X. Every other number is delivered to. */
export const magicNumbers: readonly MagicNumber[] = [
  refused(2),
  refused(3),
  refused(4),
  refused(5),
  refused(6),
  refused(7),
  refused(8),
  ends(1, 'delivered'),
  ends(2, 'stays on the network'),
  ends(3, 'stays submitted'),
  ends(4, 'fails'),
  ends(5, 'fails'),
  ends(6, 'expires'),
  ends(7, 'fails'),
  ends(8, 'stays queued'),
  ends(9, 'stays scheduled until it is cancelled'),
];

export const magicNumber = (number: string): MagicNumber | undefined =>
  magicNumbers.find((magic) => magic.number === number);
