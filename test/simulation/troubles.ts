import type { AskFault, HandOverFault } from '../support/fakes/memory-upstream.ts';
import type { Dice } from './dice.ts';
import type { QueueFault } from './queue.ts';

/** Every call that a process can make. */
export type CallName = keyof typeof faults;

/** What befalls a write: refused, carried out without an answer, or carried out after its caller has given up. */
export type WriteFault = 'unavailable' | 'lost' | 'late';

/** How a call of a webhook's receiver ends, whatever the receiver's present mood is. */
export type ReceiverFault = 'refused' | 'reset' | 'hangs' | 'fails' | 'busy' | 'gone';

export type Fault =
  | HandOverFault
  | AskFault
  | WriteFault
  | QueueFault
  | ReceiverFault
  | 'dropped'
  | 'lag'
  | 'unreadable';

/** What may go wrong on the other side of each call. */
const faults = {
  insert: ['unavailable', 'lost', 'late', 'late', 'lag'],
  apply: ['unavailable', 'lost', 'late', 'late', 'lag'],
  find: ['unreadable'],
  page: ['unreadable'],
  readState: ['unreadable'],
  writeState: ['unreadable'],
  take: ['unavailable', 'lost'],
  among: ['unreadable'],
  suppress: ['unavailable', 'lost', 'late'],
  isSuppressed: ['unreadable'],
  unsuppress: ['unavailable', 'lost', 'late'],
  list: ['unreadable'],
  refusalOf: ['unreadable'],
  creditsLeft: ['unreadable'],
  begin: ['unavailable', 'lost', 'late'],
  giveUp: ['unavailable', 'lost', 'late'],
  fence: ['unavailable', 'lost', 'late'],
  putJobs: ['unavailable', 'lost', 'late', 'late', 'twice', 'again'],
  handOver: ['not_sent', 'not_sent', 'rejected', 'broken', 'lost', 'late', 'garbled', 'unclear'],
  states: ['silent', 'nonsense'],
  cancel: ['silent', 'lost', 'late'],
  readWebhooks: ['unreadable'],
  changeWebhooks: ['unavailable', 'lost', 'late'],
  addDeliveries: ['unavailable', 'lost', 'late', 'late', 'lag'],
  changeDeliveries: ['unavailable', 'lost', 'late', 'late', 'lag', 'lag'],
  findDeliveries: ['unreadable'],
  waiting: ['unreadable'],
  failedOnes: ['unreadable'],
  findLane: ['unreadable'],
  putLane: ['unavailable', 'lost', 'late', 'late', 'lag'],
  removeLane: ['unavailable', 'lost', 'late', 'late', 'lag'],
  findErrand: ['unreadable'],
  putErrand: ['unavailable', 'lost', 'late', 'lag'],
  removeErrand: ['unavailable', 'lost', 'late', 'lag'],
  due: ['unreadable'],
  wake: ['dropped', 'dropped', 'late', 'twice'],
  post: ['refused', 'reset', 'reset', 'hangs', 'fails', 'fails', 'busy', 'gone'],
  tellDisabled: ['unavailable', 'lost'],
} as const satisfies Record<string, readonly [Fault, ...Fault[]]>;

/** How much more often trouble befalls rare calls, so that all kinds are met. */
export const weightOf = (name: CallName): number => weights[name] ?? 1;

const weights: { readonly [Name in CallName]?: number } = {
  insert: 2,
  handOver: 4,
  take: 4,
  among: 3,
  writeState: 3,
  cancel: 5,
  suppress: 10,
  isSuppressed: 15,
  unsuppress: 15,
  list: 10,
  refusalOf: 15,
  creditsLeft: 25,
  begin: 4,
  giveUp: 80,
  fence: 4,
  putJobs: 30,
  page: 0.3,
  changeWebhooks: 3,
  failedOnes: 10,
  findLane: 2,
  putLane: 4,
  removeLane: 20,
  findErrand: 6,
  putErrand: 3,
  removeErrand: 6,
  due: 0.02,
  wake: 3,
  tellDisabled: 10,
};

/** Calls with several items. Some of them may be written, and others not. */
const isWrite = (name: CallName): boolean =>
  ['insert', 'apply', 'putJobs', 'addDeliveries', 'changeDeliveries'].includes(name);

/** Reads that are made again and again. They take no time. */
export const isLook = (name: CallName): boolean => name === 'page' || name === 'due';

export type Trouble =
  | { readonly kind: 'death'; readonly when: 'before' | 'half' | 'after' }
  | { readonly kind: 'freeze'; readonly when: 'before' | 'after'; readonly millis: number }
  | { readonly kind: 'slow'; readonly millis: number }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Draws the trouble of a call that meets trouble. */
export const troubleOf = (name: CallName, size: number, dice: Dice): Trouble => {
  const [first, ...others] = faults[name];
  const fault = (): Trouble => ({ kind: 'fault', fault: dice.oneOf<Fault>([first, ...others]) });
  const kind = dice.roll();
  if (isLook(name)) return kind < 0.1 ? { kind: 'death', when: 'before' } : fault();
  if (kind < 0.2) {
    const times =
      isWrite(name) && size > 1 ? (['before', 'half', 'half', 'after'] as const) : (['before', 'after'] as const);
    return { kind: 'death', when: dice.oneOf<'before' | 'half' | 'after'>(times) };
  }
  // Standing still right before a hand-over matters most: much may be decided meanwhile.
  const freezes = name === 'handOver' || name === 'post' ? 0.55 : 0.4;
  if (kind < freezes) {
    return { kind: 'freeze', when: dice.oneOf(['before', 'after']), millis: frozenMillis(dice) };
  }
  if (kind < freezes + 0.1) return { kind: 'slow', millis: dice.between(200, 2_500) };
  return fault();
};

/** A Lambda stands still between two requests, however long the next one takes to come. */
export const frozenMillis = (dice: Dice): number => dice.between(2_000, dice.oneOf([30_000, 120_000, 600_000]));

export const nameOf = (name: CallName, trouble: Trouble): string => {
  switch (trouble.kind) {
    case 'death':
      return `death ${trouble.when} ${name}`;
    case 'freeze':
      return `frozen ${trouble.when} ${name}`;
    case 'slow':
      return `slow ${name}`;
    case 'fault':
      return `${name} ${trouble.fault}`;
  }
};

/** A period in which one side fails again and again. */
export const storms = {
  'upstream out of reach': { handOver: ['not_sent'], states: ['silent'], cancel: ['silent'] },
  'upstream in confusion': {
    handOver: ['lost', 'broken', 'garbled', 'unclear', 'late', 'rejected'],
    states: ['nonsense', 'silent'],
    cancel: ['lost', 'late'],
  },
  'store out of reach': {
    insert: ['unavailable'],
    apply: ['unavailable'],
    find: ['unreadable'],
    page: ['unreadable'],
    readState: ['unreadable'],
    take: ['unavailable'],
    among: ['unreadable'],
    suppress: ['unavailable'],
    unsuppress: ['unavailable'],
    list: ['unreadable'],
    begin: ['unavailable'],
    giveUp: ['unavailable'],
    fence: ['unavailable'],
  },
  'store slow': {
    insert: ['late', 'lost', 'unavailable'],
    apply: ['late', 'lost', 'unavailable'],
    suppress: ['late', 'lost', 'unavailable'],
    unsuppress: ['late', 'lost', 'unavailable'],
    begin: ['late', 'lost', 'unavailable'],
    giveUp: ['late', 'lost', 'unavailable'],
    fence: ['late', 'lost', 'unavailable'],
  },
  'index slow': {
    insert: ['lag'],
    apply: ['lag'],
    addDeliveries: ['lag'],
    changeDeliveries: ['lag'],
    putLane: ['lag'],
    removeLane: ['lag'],
    putErrand: ['lag'],
    removeErrand: ['lag'],
  },
  'receivers out of reach': { post: ['refused', 'hangs'] },
  'deliveries out of reach': {
    readWebhooks: ['unreadable'],
    changeWebhooks: ['unavailable'],
    addDeliveries: ['unavailable'],
    changeDeliveries: ['unavailable'],
    findDeliveries: ['unreadable'],
    waiting: ['unreadable'],
    failedOnes: ['unreadable'],
    findLane: ['unreadable'],
    putLane: ['unavailable'],
    removeLane: ['unavailable'],
    findErrand: ['unreadable'],
    putErrand: ['unavailable'],
    removeErrand: ['unavailable'],
    due: ['unreadable'],
    tellDisabled: ['unavailable'],
  },
  'deliveries slow': {
    changeWebhooks: ['late', 'lost', 'unavailable'],
    addDeliveries: ['late', 'lost', 'unavailable'],
    changeDeliveries: ['late', 'lost', 'unavailable'],
    putLane: ['late', 'lost', 'unavailable'],
    removeLane: ['late', 'lost', 'unavailable'],
    putErrand: ['late', 'lost', 'unavailable'],
    removeErrand: ['late', 'lost', 'unavailable'],
  },
} as const satisfies Record<string, Storm>;

type Storm = { readonly [Name in CallName]?: readonly [Fault, ...Fault[]] };

export type StormName = keyof typeof storms;

export const stormTrouble = (storm: StormName, name: CallName, dice: Dice): Trouble | undefined => {
  const kinds: Storm = storms[storm];
  const choices = kinds[name];
  return choices === undefined ? undefined : { kind: 'fault', fault: dice.oneOf(choices) };
};

/** What follows from several troubles, or from processes that get in each other's way. */
const consequences = [
  'frozen once answered',
  'insert carried out after its caller gave up',
  'apply carried out after its caller gave up',
  'call of the upstream carried out after its caller gave up',
  'stale claim',
  'call fenced',
  'call given_up',
  'begin carried out after its caller gave up',
  'fence carried out after its caller gave up',
  'stale change',
  'call that came too late',
  'message past its validity',
  'message suppressed before its hand-over',
  'number suppressed',
  'job done',
  'number taken off',
  'recipient suppressed',
  'recipient whose values do not fit',
  ...['send', 'suppressed', 'invalid_values', 'insufficient_credit', 'rate_limited', 'refused'].map(
    (verdict) => `dry run told the truth: ${verdict}`,
  ),
  'answer RequestInFlightError',
  'answer IdempotencyKeyReusedError',
  'answer InsufficientCreditError',
  'answer RateLimitedError',
  'answer that some were not recorded',
  'lane that somebody else has written',
  'redelivered',
  'redelivery since',
  'tried more than once',
  'called again',
  'received twice',
  ...['addDeliveries', 'changeDeliveries', 'changeWebhooks', 'putLane', 'removeLane', 'putErrand', 'removeErrand'].map(
    (name) => `${name} landed late`,
  ),
  ...['attempts_exhausted', 'webhook_disabled', 'webhook_deleted'].map((reason) => `failed: ${reason}`),
  ...['requested', 'gone', 'failing'].map((reason) => `webhook disabled: ${reason}`),
  ...['disable', 'enable', 'move', 'ask for other events', 'delete', 'rotate'].map((edit) => `webhook: ${edit}`),
  ...['up', 'slow', 'flaky', 'failing', 'hanging', 'refusing', 'redirecting', 'busy', 'gone'].map(
    (mood) => `receiver ${mood}`,
  ),
];

/** The names of all kinds of trouble. Each must be met in the long run. */
export const allTroubles = (): readonly string[] => {
  const names: readonly CallName[] = [
    'insert',
    'apply',
    'find',
    'page',
    'readState',
    'writeState',
    'take',
    'among',
    'suppress',
    'isSuppressed',
    'unsuppress',
    'list',
    'refusalOf',
    'creditsLeft',
    'begin',
    'giveUp',
    'fence',
    'putJobs',
    'handOver',
    'states',
    'cancel',
    'readWebhooks',
    'changeWebhooks',
    'addDeliveries',
    'changeDeliveries',
    'findDeliveries',
    'waiting',
    'failedOnes',
    'findLane',
    'putLane',
    'removeLane',
    'findErrand',
    'putErrand',
    'removeErrand',
    'due',
    'wake',
    'post',
    'tellDisabled',
  ];
  const befalling = names.flatMap((name) => {
    const own = [...new Set<string>(faults[name])].map((fault) => `${name} ${fault}`);
    if (isLook(name)) return [...own, `death before ${name}`];
    return [
      ...own,
      `death before ${name}`,
      ...(isWrite(name) ? [`death half ${name}`] : []),
      `death after ${name}`,
      `frozen before ${name}`,
      `frozen after ${name}`,
      `slow ${name}`,
    ];
  });
  return [...befalling, ...Object.keys(storms).map((name) => `storm ${name}`), ...consequences];
};
