import * as v from 'valibot';

/** An account as the control API takes it; only `user` is needed to change one that exists. */
export const accountSchema = v.strictObject({
  user: v.pipe(v.string(), v.minLength(1)),
  password: v.optional(v.string()),
  credits: v.optional(v.pipe(v.number(), v.integer())),
  /** What one credit pays for. */
  charge: v.optional(v.picklist(['segment', 'recipient'])),
  mayOverdraw: v.optional(v.boolean()),
  status: v.optional(v.picklist(['regular', 'free'])),
  guid: v.optional(v.pipe(v.string(), v.length(36))),
  defaultSender: v.optional(v.string()),
  maySetSender: v.optional(v.boolean()),
});

export type AccountSettings = v.InferOutput<typeof accountSchema>;

export interface Account {
  readonly user: string;
  readonly password: string;
  credits: number;
  readonly charge: 'segment' | 'recipient';
  /** Whether `credits` may go below zero. */
  readonly mayOverdraw: boolean;
  readonly status: 'regular' | 'free';
  readonly guid: string;
  /** Empty: none, and messages come from `textobox.ch`. */
  readonly defaultSender: string;
  readonly maySetSender: boolean;
}

export const demoAccount: Account = {
  user: 'demo',
  password: 'demo-password',
  credits: 1_000_000,
  charge: 'segment',
  mayOverdraw: false,
  status: 'regular',
  guid: '7f1d8a52-3c0e-4b8e-9a51-2f6c1de04b77',
  defaultSender: '',
  maySetSender: true,
};

/** The account with the given settings laid over it. */
export const withSettings = (account: Account, settings: AccountSettings): Account => ({
  user: settings.user,
  password: settings.password ?? account.password,
  credits: settings.credits ?? account.credits,
  charge: settings.charge ?? account.charge,
  mayOverdraw: settings.mayOverdraw ?? account.mayOverdraw,
  status: settings.status ?? account.status,
  guid: settings.guid ?? account.guid,
  defaultSender: settings.defaultSender ?? account.defaultSender,
  maySetSender: settings.maySetSender ?? account.maySetSender,
});
