import { GatewayUnavailableError } from '../../../functions/messages/errors.ts';
import type { Gateway, GatewayState, HandOver, HandOverOutcome } from '../../../functions/messages/ports.ts';

interface Script {
  /** What a hand-over comes to; by default every recipient is accepted. */
  handOver?: (request: HandOver) => HandOverOutcome | Promise<HandOverOutcome>;
  /** What `states` answers; `undefined` makes the gateway unavailable. */
  states?: ReadonlyMap<string, GatewayState> | undefined;
  /** Whether each id is cancelled; absent makes the gateway unavailable. Runs before the answer. */
  cancel?: (gatewayIds: readonly string[]) => ReadonlyMap<string, boolean> | Promise<ReadonlyMap<string, boolean>>;
  scheduleProblem?: (at: Date) => string | undefined;
}

export interface FakeGateway extends Gateway {
  readonly script: Script;
  /** The hand-overs that were called, in order. */
  readonly handOvers: HandOver[];
  /** All recipients that were handed over, in order. */
  readonly recipients: () => string[];
  readonly stateCalls: string[][];
  readonly cancelCalls: string[][];
  /** Those of both, in order. */
  readonly deadlines: number[];
  /** The most hand-overs that were under way at once. */
  readonly mostAtOnce: () => number;
}

/** The gateway's port with outcomes as scripted, counting its calls. */
export const fakeGateway = (script: Script = {}): FakeGateway => {
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
    states: async (gatewayIds, deadline) => {
      stateCalls.push([...gatewayIds]);
      deadlines.push(deadline);
      const { states } = script;
      if (states === undefined) throw new GatewayUnavailableError('The gateway did not answer.');
      return new Map(gatewayIds.flatMap((id) => [[id, states.get(id)] as const]).flatMap(known));
    },
    cancel: async (gatewayIds, deadline) => {
      cancelCalls.push([...gatewayIds]);
      deadlines.push(deadline);
      if (script.cancel === undefined) throw new GatewayUnavailableError('The gateway did not answer.');
      return script.cancel(gatewayIds);
    },
    scheduleProblem: (at) => script.scheduleProblem?.(at),
  };
};

/** The id under which the gateway knows the message to a recipient. */
export const gatewayIdOf = (to: string) => `gw${to}`;

export const acceptAll = ({ to, scheduledAt }: HandOver): HandOverOutcome => ({
  kind: 'answered',
  results: to.map((number) => ({
    accepted: true,
    gatewayId: gatewayIdOf(number),
    status: scheduledAt === undefined ? 'queued' : 'scheduled',
  })),
});

const known = ([id, state]: readonly [string, GatewayState | undefined]) =>
  state === undefined ? [] : [[id, state] as const];
