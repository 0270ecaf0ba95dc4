import type { DryRunOutcome, Preview } from '../../functions/messages/dry-run.ts';
import {
  InsufficientCreditError,
  InvalidRequestError,
  RateLimitedError,
  StoreUnavailableError,
} from '../../functions/messages/errors.ts';
import type { SendRequest } from '../../functions/messages/plan.ts';
import { insufficientCredit, type SendOutcome } from '../../functions/messages/send-outcome.ts';
import { functionMillis } from '../../functions/messages/time-budget.ts';
import type { Process } from './process.ts';
import { requestOf, rulesFor } from './request.ts';
import type { Step } from './script.ts';
import { minute } from './timing.ts';
import type { CallName } from './troubles.ts';
import type { World } from './world.ts';

type DryRunStep = Pick<Extract<Step, { kind: 'dryRun' }>, 'account' | 'request'>;

/** The only calls that a dry run may make. */
const questions: ReadonlySet<CallName> = new Set(['among', 'refusalOf', 'creditsLeft']);

/** What a dry run says, and what a send right after it says. */
interface Answers {
  readonly told: DryRunOutcome | Error;
  readonly sent?: SendOutcome | Error;
}

const orError = <Answer>(run: Promise<Answer>): Promise<Answer | Error> =>
  run.catch((error: unknown) => (error instanceof Error ? error : new Error('No error.', { cause: error })));

/**
 * Processes that make a dry run. With `isLast`, when all trouble is over and no other process runs, they send the
 * request afterwards.
 */
export const previewing = (world: World) => {
  const { truth, state, engine, scenario, count, trace } = world;

  /** What became of a recipient, in the words of a dry run. */
  const resultOf = ({ index, to, verdict }: Preview, sent: SendOutcome | Error): string => {
    if (sent instanceof InvalidRequestError) return sent.problems[index]?.code ?? '';
    // A send that fails as a whole says nothing of the other recipients.
    const isOther = verdict !== 'send' && verdict !== 'rate_limited' && verdict !== insufficientCredit.code;
    if (sent instanceof RateLimitedError) return isOther ? verdict : 'rate_limited';
    if (sent instanceof InsufficientCreditError) return isOther ? verdict : insufficientCredit.code;
    if (sent instanceof Error) return sent.name;
    const rejection = sent.rejected.find((rejected) => rejected.index === index);
    if (rejection !== undefined) return rejection.code;
    const first = truth.facts.byId(sent.messages.find((message) => message.to === to)?.id ?? '')?.first;
    if (first?.reason?.code === insufficientCredit.code) return insufficientCredit.code;
    return `send ${first?.segments} ${first?.charge ?? 0} ${first?.scheduledAt}`;
  };

  const checkTruth = (told: DryRunOutcome | Error, sent: SendOutcome | Error, { scheduledAt }: SendRequest): void => {
    const expect = (isTrue: boolean, detail: () => string) =>
      truth.expect(isTrue, 'a dry run says what a send does', detail);
    if (told instanceof Error) {
      count('dry run told the truth: refused');
      // A dry run lists problems of recipients one by one.
      const isRefused = problemsOf(told).every((problem) => problemsOf(sent).includes(problem));
      expect(isRefused, () => `${told}, and then ${sent}`);
      return;
    }
    for (const preview of told.recipients) {
      const { verdict, segments, credits } = preview;
      const expected = verdict === 'send' ? `send ${segments} ${credits} ${scheduledAt?.toISOString()}` : verdict;
      const result = resultOf(preview, sent);
      expect(result === expected, () => `${JSON.stringify(preview)}, and then ${result}`);
      count(`dry run told the truth: ${verdict}`);
    }
  };

  return (name: string, step: DryRunStep, isLast = false): void => {
    const arrivedAt = new Date(engine.now());
    const { mostRecipients } = scenario;
    const request = requestOf(scenario.seed, { ...step, key: undefined }, state.settings, arrivedAt, mostRecipients);
    const rules = rulesFor(step.account, state.settings);
    // What they say of time and limits is true only within the minute.
    const minuteOf = (process: Process) =>
      [engine.now(), process.clock().getTime()].map((time) => Math.floor(time / minute)).join(' ');

    world.begin<Answers>(name, {
      millis: functionMillis,
      isAwaited: true,
      run: async (service, process) => {
        truth.facts.knows(process, request);
        const before = minuteOf(process);
        const told = await orError(service.dryRun(request, rules));
        const others = [...process.made].filter((call) => !questions.has(call));
        truth.expect(others.length === 0, 'a dry run only asks', () => `${name}: ${others.join(' ')}`);
        if (!isLast) return { told };
        const sent = await orError(service.send(request, rules, process.deadline(functionMillis)));
        return minuteOf(process) === before ? { told, sent } : { told };
      },
      answered: ({ told, sent }) => {
        trace(`${name} answers ${told instanceof Error ? told.name : told.recipients.length}`);
        const isRefusal = told instanceof InvalidRequestError || told instanceof StoreUnavailableError;
        if (told instanceof Error && !isRefusal) truth.unexpected(told);
        else if (sent !== undefined) checkTruth(told, sent, request);
      },
      failed: (error) => truth.unexpected(error),
    });
  };
};

const problemsOf = (answer: SendOutcome | Error): readonly string[] =>
  answer instanceof InvalidRequestError ? answer.problems.map((problem) => JSON.stringify(problem)) : [];
