import type { Dice } from './dice.ts';

/** Its messages are usually charged to its own credits. */
export const prepaid = 'acc_prepaid';
export const accounts = ['acc_shop', prepaid, 'acc_limited'] as const;
export type AccountName = (typeof accounts)[number];

/** What an administrator may change between two runs. */
export interface Settings {
  readonly allowedCountries: readonly string[];
  readonly region: string;
  /** The account's defaults. */
  readonly sender: string | undefined;
  readonly validFor: number | undefined;
  readonly maxSegments: number;
  readonly storeText: boolean;
  /** Whether the messages of `prepaid` are charged. */
  readonly isMetered: boolean;
  readonly perMinute: number;
  readonly perDay: number;
}

export const firstSettings: Settings = {
  allowedCountries: ['CH', 'DE'],
  region: 'CH',
  sender: undefined,
  validFor: undefined,
  maxSegments: 10,
  storeText: true,
  isMetered: true,
  perMinute: 500,
  perDay: 3_000,
};

export const firstCredits = 60;

export const changed = (settings: Settings, dice: Dice): Settings => ({
  allowedCountries: dice.oneOf([['CH', 'DE'], ['CH', 'DE'], ['CH'], ['DE', 'AT']]),
  region: dice.oneOf(['CH', 'CH', 'DE']),
  sender: dice.oneOf([undefined, 'Shop', 'Store']),
  validFor: dice.oneOf([undefined, undefined, 45, 600]),
  maxSegments: dice.oneOf([10, 10, 2, 1]),
  storeText: dice.chance(0.5) ? settings.storeText : !settings.storeText,
  isMetered: dice.chance(0.85),
  perMinute: dice.oneOf([500, 500, 100, 3]),
  perDay: dice.oneOf([3_000, 3_000, 400, 20]),
});
