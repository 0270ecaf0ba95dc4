/**
 * The credits of a metered account. One credit pays one segment to one recipient. `balance` = `added` − `charged` +
 * `refunded`; it may fall to −`overdraft`.
 */
export interface Balance {
  readonly balance: number;
  readonly overdraft: number;
  readonly added: number;
  readonly charged: number;
  readonly refunded: number;
  /** Fewer credits than this are low and cause an event. Absent: never. */
  readonly threshold?: number;
}

/** The largest sum. With a charge, a refund and an overdraft on top, numbers are still exact. */
export const mostCredits = 1_000_000_000_000_000;

/** The administration of credits. Charges and refunds are written together with their messages. */
export interface CreditStore {
  /** `undefined`: the account never had credits of its own. */
  read(account: string): Promise<Balance | undefined>;
  /**
   * Adds credits (or takes them off, if negative), with an entry that says why. From then on the account is metered.
   * @throws UnknownAccountError
   * @throws CreditsOutOfRangeError if they would go beyond `mostCredits`, above or below zero, or if there are none to
   * take   off. Nothing is changed then.
   */
  add(
    account: string,
    amount: number,
    entry: { readonly id: string; readonly note: string; readonly now: Date },
  ): Promise<void>;
  /** Sets how far below zero the balance may fall. `false`: the overdraft was not `before` any more. */
  setOverdraft(account: string, before: number, overdraft: number): Promise<boolean>;
  /** Sets the threshold for low credits. `false`: the account never had credits of its own. */
  setThreshold(account: string, threshold: number | 'none'): Promise<boolean>;
}
