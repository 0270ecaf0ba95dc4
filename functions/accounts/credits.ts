/**
 * What a metered account has. One credit is a segment to a recipient. `balance` = `added` − `charged` + `refunded`; it
 * may go down to −`overdraft`.
 */
export interface Balance {
  readonly balance: number;
  readonly overdraft: number;
  readonly added: number;
  readonly charged: number;
  readonly refunded: number;
  /** Fewer than this are low, and told; absent: never. */
  readonly threshold?: number;
}

/** Sums beyond it could not be counted exactly: a charge, a refund and an overdraft still have to fit besides. */
export const mostCredits = 1_000_000_000_000_000;

/** Credits, for their administration. Charges and refunds are written with the messages they are for. */
export interface CreditStore {
  /** `undefined`: the account never had credits of its own. */
  read(account: string): Promise<Balance | undefined>;
  /**
   * Adds credits (takes them off, if negative), with an entry that says why; the account is metered from then on.
   * @throws UnknownAccountError
   * @throws CreditsOutOfRangeError, with nothing changed, when they would go beyond `mostCredits`, above or below zero,
   *   or when there never were any that something could be taken off.
   */
  add(
    account: string,
    amount: number,
    entry: { readonly id: string; readonly note: string; readonly now: Date },
  ): Promise<void>;
  /** Sets how far below zero the balance may go. `false`: it was not `before` any more. */
  setOverdraft(account: string, before: number, overdraft: number): Promise<boolean>;
  /** Sets what are few. `false`: the account never had credits of its own. */
  setThreshold(account: string, threshold: number | 'none'): Promise<boolean>;
}
