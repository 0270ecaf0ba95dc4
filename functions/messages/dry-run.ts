import { InvalidRequestError, type RateLimitedError } from './errors.ts';
import type { Encoding, Message } from './message.ts';
import type { Plan, SendRequest, SendRules } from './plan.ts';
import { createPlanner } from './planner.ts';
import type { QuotaView, Suppressions, Upstream } from './ports.ts';
import { entryAt, readRecipient, shownRecipient } from './recipient.ts';
import { insufficientCredit } from './send-outcome.ts';
import { type CharacterCount, type Replacement, ucs2Characters } from './smart-encoding.ts';
import { dueAt } from './timing.ts';

/** What would happen for one of a request's recipients. */
export interface Preview {
  /** Position in the request's `to`, or `recipients`. */
  readonly index: number;
  /** E.164; if it is not a number, as `shownRecipient` shows it. */
  readonly to: string;
  readonly country?: string;
  /** `send`, or the code of the reason why it would not be sent. `detail` says it in a sentence. */
  readonly verdict: string;
  readonly detail?: string;
  /** Absent: the text could not be filled with the recipient's values. */
  readonly encoding?: Encoding;
  readonly segments?: number;
  /** What the account would be charged. */
  readonly credits: number;
  /** RFC 3339; absent: the message would not be sent. */
  readonly sendAt?: string;
}

export interface DryRunOutcome {
  readonly recipients: readonly Preview[];
  readonly replaced: readonly Replacement[];
  /** Counted in the texts of all recipients, each distinct text once. */
  readonly ucs2Characters: readonly CharacterCount[];
  readonly credits: number;
}

/** A dry run gets only ports that read: it can neither write nor call the upstream. */
interface Dependencies {
  readonly suppressions: Suppressions;
  readonly quota: QuotaView;
  /** The credits that a metered account may still spend, its overdraft included. */
  readonly creditsLeft: (account: string) => Promise<number>;
  readonly upstream: Pick<Upstream, 'scheduleProblem'>;
  readonly clock: () => Date;
}

/**
 * Tells what a request would do if it were made now, and does nothing. A request that textgate would reject throws the
 * same error, with one exception: if all recipients would be rejected, the answer lists why for each of them.
 *
 * @throws InvalidRequestError, StoreUnavailableError
 */
export type DryRun = (request: SendRequest, rules: SendRules) => Promise<DryRunOutcome>;

export const createDryRun = ({ quota, creditsLeft, ...dependencies }: Dependencies): DryRun => {
  const planner = createPlanner({ ...dependencies, newAttempt: () => 'dry-run' });

  const obstaclesOf = async (
    { account }: SendRequest,
    { limits = {}, metered }: SendRules,
    { messages }: Plan,
  ): Promise<ReadonlyMap<Message, Obstacle>> => {
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

    const obstacles = await obstaclesOf(request, rules, plan);
    const recipients = previewsOf(request, rules, plan, obstacles);
    return {
      recipients,
      replaced: plan.replaced ?? [],
      ucs2Characters: ucs2Characters(textsOf(request, plan)),
      credits: recipients.reduce((sum, { credits }) => sum + credits, 0),
    };
  };
};

/** Why a recipient would get no message. */
interface Obstacle {
  readonly code: string;
  readonly detail: string;
}

const rateLimited = ({ message, retryAfter }: RateLimitedError): Obstacle => ({
  code: 'rate_limited',
  detail: `${message} Retry after ${retryAfter} s.`,
});

const withoutCredit: Obstacle = { code: insufficientCredit.code, detail: insufficientCredit.text };

/**
 * Messages are charged in order. One that the credits do not cover is skipped, and a cheaper one after it may be paid.
 */
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
  obstacles: ReadonlyMap<Message, Obstacle>,
): readonly Preview[] => {
  const messageAt = new Map(messages.map((message) => [indexes.get(message.id), message]));
  const rejectionAt = new Map(rejected.map((rejection) => [rejection.index, rejection]));
  return request.to.map((_, index) => {
    const entry = entryAt(request, index);
    const { number = shownRecipient(entry.to), country } = readRecipient(entry, rules);
    const message = messageAt.get(index);
    const obstacle = message === undefined ? rejectionAt.get(index) : obstacles.get(message);
    const wording = wordingAt(index);
    return {
      index,
      to: number,
      ...(country !== undefined && { country }),
      ...(wording && { encoding: wording.encoding, segments: wording.segments }),
      ...(obstacle
        ? { verdict: obstacle.code, detail: obstacle.detail, credits: 0 }
        : { verdict: 'send', credits: message?.charge ?? 0, ...(message && { sendAt: dueAt(message) }) }),
    };
  });
};

/**
 * The distinct texts in UCS-2, joined by line ends: those are in the GSM alphabet and do not combine with other
 * characters.
 */
const textsOf = ({ to }: SendRequest, { wordingAt }: Plan): string => {
  const wordings = to.map((_, index) => wordingAt(index)).filter((wording) => wording?.encoding === 'ucs-2');
  return [...new Set(wordings.map((wording) => wording?.text))].join('\n');
};
