import { InvalidRequestError, type RateLimitedError } from './errors.ts';
import type { Encoding, Message } from './message.ts';
import type { Plan, SendRequest, SendRules } from './plan.ts';
import { createPlanner } from './planner.ts';
import type { QuotaView, Suppressions, Upstream } from './ports.ts';
import { entryAt, readRecipient, shownRecipient } from './recipient.ts';
import { insufficientCredit } from './send-outcome.ts';
import { type CharacterCount, type Replacement, ucs2Characters } from './smart-encoding.ts';
import { dueAt } from './timing.ts';

/** What would become of one of a request's recipients. */
export interface Preview {
  /** Position in the request's `to`, or `recipients`. */
  readonly index: number;
  /** E.164; what is no number as it can be shown: see `shownRecipient`. */
  readonly to: string;
  readonly country?: string;
  /** `send`, or the code of what keeps it from being sent, of which `detail` is a sentence for the caller. */
  readonly verdict: string;
  readonly detail?: string;
  /** Absent: the recipient's values give no text. */
  readonly encoding?: Encoding;
  readonly segments?: number;
  /** What its account would be charged. */
  readonly credits: number;
  /** RFC 3339; absent: it would not be sent. */
  readonly sendAt?: string;
}

export interface DryRunOutcome {
  readonly recipients: readonly Preview[];
  readonly replaced: readonly Replacement[];
  /** Of the texts of all recipients, each text once. */
  readonly ucs2Characters: readonly CharacterCount[];
  readonly credits: number;
}

/** All of it only reads: a dry run has nothing that it could write with, or call the upstream. */
interface Dependencies {
  readonly suppressions: Suppressions;
  readonly quota: QuotaView;
  /** What a metered account may still spend, its overdraft included. */
  readonly creditsLeft: (account: string) => Promise<number>;
  readonly upstream: Pick<Upstream, 'scheduleProblem'>;
  readonly clock: () => Date;
}

/**
 * Tells what a request would do if it were made now, and does nothing. It is refused as the request would be, but where
 * nobody is left to send to: that it tells of each recipient.
 *
 * @throws InvalidRequestError, StoreUnavailableError
 */
export type DryRun = (request: SendRequest, rules: SendRules) => Promise<DryRunOutcome>;

export const createDryRun = ({ quota, creditsLeft, ...dependencies }: Dependencies): DryRun => {
  const planner = createPlanner({ ...dependencies, newAttempt: () => 'dry-run' });

  const stopped = async (
    { account }: SendRequest,
    { limits = {}, metered }: SendRules,
    { messages }: Plan,
  ): Promise<ReadonlyMap<Message, Refusal>> => {
    if (messages.length === 0) return new Map();
    const limited = await quota.refusalOf(account, limits, messages.length);
    if (limited !== undefined) return new Map(messages.map((message) => [message, rateLimited(limited)]));
    const unpaid = metered ? notCovered(messages, await creditsLeft(account)) : [];
    return new Map(unpaid.map((message) => [message, withoutCredit]));
  };

  return async (request, rules) => {
    const plan = await planner(request, rules);
    const problems = plan.problems.filter((problem) => !plan.unreachable.includes(problem));
    if (problems.length > 0) throw new InvalidRequestError(problems);

    const refusals = await stopped(request, rules, plan);
    const recipients = previewsOf(request, rules, plan, refusals);
    return {
      recipients,
      replaced: plan.replaced ?? [],
      ucs2Characters: ucs2Characters(textsOf(request, plan)),
      credits: recipients.reduce((sum, { credits }) => sum + credits, 0),
    };
  };
};

/** Why there would be no message for a recipient, or none that is sent. */
interface Refusal {
  readonly code: string;
  readonly detail: string;
}

const rateLimited = ({ message, retryAfter }: RateLimitedError): Refusal => ({
  code: 'rate_limited',
  detail: `${message} The window ends in ${retryAfter} seconds.`,
});

const withoutCredit: Refusal = { code: insufficientCredit.code, detail: insufficientCredit.text };

/** As they are charged: one after the other, where the credits still cover it. */
const notCovered = (messages: readonly Message[], credits: number): readonly Message[] => {
  let left = credits;
  return messages.filter(({ charge = 0 }) => {
    if (charge > left) return true;
    left -= charge;
    return false;
  });
};

const previewsOf = (
  request: SendRequest,
  rules: SendRules,
  { messages, rejected, indexes, wordingAt }: Plan,
  stopped: ReadonlyMap<Message, Refusal>,
): readonly Preview[] => {
  const messageAt = new Map(messages.map((message) => [indexes.get(message.id), message]));
  const rejectionAt = new Map(rejected.map((rejection) => [rejection.index, rejection]));
  return request.to.map((_, index) => {
    const entry = entryAt(request, index);
    const { number = shownRecipient(entry.to), country } = readRecipient(entry, rules);
    const message = messageAt.get(index);
    const refusal = message === undefined ? rejectionAt.get(index) : stopped.get(message);
    const wording = wordingAt(index);
    return {
      index,
      to: number,
      ...(country !== undefined && { country }),
      ...(wording && { encoding: wording.encoding, segments: wording.segments }),
      ...(refusal
        ? { verdict: refusal.code, detail: refusal.detail, credits: 0 }
        : { verdict: 'send', credits: message?.charge ?? 0, ...(message && { sendAt: dueAt(message) }) }),
    };
  });
};

/** Those that are in UCS-2. A line end is in the GSM alphabet, and joins no characters. */
const textsOf = ({ to }: SendRequest, { wordingAt }: Plan): string => {
  const wordings = to.map((_, index) => wordingAt(index)).filter((wording) => wording?.encoding === 'ucs-2');
  return [...new Set(wordings.map((wording) => wording?.text))].join('\n');
};
