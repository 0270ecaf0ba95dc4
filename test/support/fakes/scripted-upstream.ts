import { UpstreamUnavailableError } from '../../../functions/messages/errors.ts';
import type { HandOver, HandOverOutcome, Upstream, UpstreamState } from '../../../functions/messages/ports.ts';

interface Script {
  /** The outcome of a hand-over. By default every recipient is accepted. */
  handOver?: (request: HandOver) => HandOverOutcome | Promise<HandOverOutcome>;
  /** What `states` answers; `undefined` makes the gateway unavailable. */
  states?: ReadonlyMap<string, UpstreamState> | undefined;
  /** Whether each id is cancelled; absent makes the gateway unavailable. Runs before the answer. */
  cancel?: (upstreamIds: readonly string[]) => ReadonlyMap<string, boolean> | Promise<ReadonlyMap<string, boolean>>;
  scheduleProblem?: (at: Date) => string | undefined;
}

export interface ScriptedUpstream extends Upstream {
  readonly script: Script;
  /** The hand-overs, in order. */
  readonly handOvers: HandOver[];
  /** All recipients that were handed over, in order. */
  readonly recipients: () => string[];
  readonly stateCalls: string[][];
  readonly cancelCalls: string[][];
  /** The deadlines of both kinds of call, in order. */
  readonly deadlines: number[];
  /** The most hand-overs that were in progress at the same time. */
  readonly mostAtOnce: () => number;
}

/** The upstream port with scripted outcomes. It counts its calls. */
export const scriptedUpstream = (script: Script = {}): ScriptedUpstream => {
  const handOvers: HandOver[] = [];
  const stateCalls: string[][] = [];
  const cancelCalls: string[][] = [];
  const deadlines: number[] = [];
  let underWay = 0;
  let most = 0;

  return {
    script,
    handOvers,
    recipients: () => handOvers.flatMap(({ to }) => to),
    stateCalls,
    cancelCalls,
    deadlines,
    mostAtOnce: () => most,
    handOver: async (request) => {
      handOvers.push(request);
      underWay += 1;
      most = Math.max(most, underWay);
      try {
        return await (script.handOver ?? acceptAll)(request);
      } finally {
        underWay -= 1;
      }
    },
    states: async (upstreamIds, deadline) => {
      stateCalls.push([...upstreamIds]);
      deadlines.push(deadline);
      const { states } = script;
      if (states === undefined) throw new UpstreamUnavailableError('The gateway did not answer.');
      return new Map(upstreamIds.flatMap((id) => [[id, states.get(id)] as const]).flatMap(known));
    },
    cancel: async (upstreamIds, deadline) => {
      cancelCalls.push([...upstreamIds]);
      deadlines.push(deadline);
      if (script.cancel === undefined) throw new UpstreamUnavailableError('The gateway did not answer.');
      return script.cancel(upstreamIds);
    },
    scheduleProblem: (at) => script.scheduleProblem?.(at),
  };
};

/** The gateway's id of the message to a recipient. */
export const upstreamIdOf = (to: string) => `gw${to}`;

export const acceptAll = ({ to, scheduledAt }: HandOver): HandOverOutcome => ({
  kind: 'answered',
  results: to.map((number) => ({
    accepted: true,
    upstreamId: upstreamIdOf(number),
    status: scheduledAt === undefined ? 'queued' : 'scheduled',
  })),
});

const known = ([id, state]: readonly [string, UpstreamState | undefined]) =>
  state === undefined ? [] : [[id, state] as const];
