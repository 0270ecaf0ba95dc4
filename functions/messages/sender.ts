/** E.164 allows 15 digits; the leading `+` is not one of them. Short codes are numbers too. */
const numeric = /^\+?[0-9]{1,15}$/;

/**
 * 3GPP TS 23.040 §9.1.2.5 gives an alphanumeric address 11 septets. Of the GSM alphabet only these characters are
 * carried by networks in practice; the full stop is needed by the upstream's own default, `textobox.ch`.
 */
const alphanumeric = /^(?=.*[A-Za-z])[A-Za-z0-9 ._&-]{1,11}$/;

/** Says, for the caller, why a sender cannot be used; `undefined` if it can. The upstream may still replace it. */
export const senderProblem = (sender: string): string | undefined => {
  if (sender.trim() !== sender) return 'The sender begins or ends with white space.';
  if (numeric.test(sender) || alphanumeric.test(sender)) return undefined;
  return 'The sender must be up to 15 digits, or up to 11 letters, digits, spaces and . _ & - with at least one letter.';
};
