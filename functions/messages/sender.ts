/** A number of up to 15 digits (E.164), with or without `+`, or a short code. */
const numeric = /^\+?[0-9]{1,15}$/;

/**
 * 3GPP TS 23.040 §9.1.2.5 gives an alphanumeric address 11 septets. In practice networks carry only these characters of
 * the GSM alphabet. The full stop is needed for the upstream's own default sender, `textobox.ch`.
 */
const alphanumeric = /^(?=.*[A-Za-z])[A-Za-z0-9 ._&-]{1,11}$/;

/** Why a sender cannot be used, in a sentence for the caller; else `undefined`. The upstream may still replace it. */
export const senderProblem = (sender: string): string | undefined => {
  if (sender.trim() !== sender) return 'The sender must not begin or end with white space.';
  if (numeric.test(sender) || alphanumeric.test(sender)) return undefined;
  return 'The sender must be up to 15 digits, or up to 11 letters, digits, spaces and . _ & - with at least one letter.';
};
