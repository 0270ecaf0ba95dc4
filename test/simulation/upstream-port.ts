import { CallTooLateError } from '../../functions/messages/errors.ts';
import type { HandOver, HandOverOutcome, Upstream } from '../../functions/messages/ports.ts';
import { afterQuestionMillis, sendCallMillis } from '../../functions/messages/time-budget.ts';
import type { HandOverFault } from '../support/fakes/memory-upstream.ts';
import { diceFor } from './dice.ts';
import type { Outside } from './outside.ts';
import type { Carried, Process } from './process.ts';
import { settled } from './settled.ts';
import type { Fault } from './troubles.ts';
import type { Truth } from './truth.ts';

const answerMillis = 20;

/** The upstream as one process sees it. */
export const upstreamPort = (process: Process, outside: Outside, truth: Truth): Upstream => {
  const { upstream } = outside;
  let calls = 0;

  const nextDice = () => {
    calls += 1;
    return diceFor(outside.seed, `${process.name}/upstream${calls}`);
  };

  /** How long a question waits without an answer: time to record the answer must remain. */
  const silenceUntil = (deadline: number): number =>
    Math.max(0, Math.min(sendCallMillis, deadline - process.clock().getTime() - afterQuestionMillis));

  /** The client reads the clock right before the first byte. */
  const tooLate = (request: HandOver): Carried<HandOverOutcome> | undefined => {
    const { notAfter } = request;
    if (notAfter === undefined || process.clock() < notAfter) {
      truth.callBegins(process, request);
      return undefined;
    }
    outside.met('call that came too late');
    return { millis: 0, answer: () => ({ kind: 'not_sent', cause: new CallTooLateError('It came too late.') }) };
  };

  const handOver = async (request: HandOver, fault: Fault | undefined): Promise<Carried<HandOverOutcome>> => {
    const dice = nextDice();
    const kind = handOverFaults.find((known) => known === fault);
    truth.handsOver(process, request, kind);
    outside.strikeUpstream({ handOver: kind }, dice);
    const outcome = await upstream.handOver(request);
    truth.handedOver(request, outcome);
    const millis = kind === undefined ? dice.between(answerMillis, 400) : dice.between(10, sendCallMillis);
    return { millis, answer: () => outcome };
  };

  return {
    handOver: (request) => {
      truth.decidesToHandOver(process, request);
      return process.call({
        name: 'handOver',
        size: request.to.length,
        spared: () => tooLate(request),
        carryOut: (fault) => handOver(request, fault),
      });
    },
    states: (ids, deadline) =>
      process.call({
        name: 'states',
        size: ids.length,
        carryOut: async (fault) => {
          const kind = fault === 'silent' || fault === 'nonsense' ? fault : undefined;
          outside.strikeUpstream({ states: kind }, nextDice());
          const answer = await settled(upstream.states(ids, deadline));
          return { millis: kind === 'silent' ? silenceUntil(deadline) : answerMillis, answer };
        },
      }),
    cancel: (ids, deadline) =>
      process.call({
        name: 'cancel',
        size: ids.length,
        carryOut: async (fault) => {
          const kind = fault === 'silent' || fault === 'lost' || fault === 'late' ? fault : undefined;
          outside.strikeUpstream({ cancel: kind }, nextDice());
          const answer = await settled(upstream.cancel(ids, deadline));
          return { millis: kind === undefined ? answerMillis : silenceUntil(deadline), answer };
        },
      }),
    scheduleProblem: upstream.scheduleProblem,
  };
};

const handOverFaults: readonly HandOverFault[] = [
  'not_sent',
  'rejected',
  'broken',
  'lost',
  'late',
  'garbled',
  'unclear',
];
