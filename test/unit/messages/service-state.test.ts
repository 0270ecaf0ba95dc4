import { describe, expect, test } from 'vitest';
import {
  type Findings,
  initialState,
  nextState,
  recordFindings,
  type ServiceState,
} from '../../../functions/messages/service-state.ts';
import { now } from '../../support/model/messages.ts';

const nothing: Findings = { reachable: undefined, credits: undefined, left: [], resumed: [] };

const stateAfter = (findings: Partial<Findings>, state = initialState) =>
  nextState(state, { ...nothing, ...findings }, 100, now);

describe('the state after a sweep', () => {
  test('is the same when it asked for nothing, or heard what is known', () => {
    expect(stateAfter({})).toBeUndefined();
    expect(stateAfter({ reachable: true, credits: 100 })).toBeUndefined();
  });

  test('changes once when the gateway goes down, and once when it comes back', () => {
    const down = stateAfter({ reachable: false });
    const up = stateAfter({ reachable: true }, down);

    expect(down).toMatchObject({ upstream: 'unreachable', version: 1, updatedAt: now.toISOString() });
    expect(stateAfter({ reachable: false }, down)).toBeUndefined();
    expect(stateAfter({}, down)).toBeUndefined();
    expect(up).toMatchObject({ upstream: 'reachable', version: 2 });
  });

  test('changes once when credits fall below the threshold, and once when they are back', () => {
    const low = stateAfter({ credits: 99 });
    const enough = stateAfter({ credits: 500 }, low);

    expect(low).toMatchObject({ credits: 'low', creditsLeft: 99 });
    expect(stateAfter({ credits: -5 }, low)).toBeUndefined();
    expect(enough).toMatchObject({ credits: 'enough', creditsLeft: 500, version: 2 });
  });

  test('keeps how many credits were left when that became news, whatever a later sweep finds', () => {
    const low = stateAfter({ credits: 99 });
    const left = [{ shard: '3', window: 'day', after: '0' }];

    expect(stateAfter({ left }, low)).toMatchObject({ credits: 'low', creditsLeft: 99 });
    expect(stateAfter({ left, credits: 50 }, low)).toMatchObject({ credits: 'low', creditsLeft: 99 });
  });

  test('remembers what was left, until it is done', () => {
    const left = [{ shard: '3', window: 'day', after: '2030-06-01T10:00:00.000Z#msg_A' }];

    const stopped = stateAfter({ left });
    const done = stateAfter({ resumed: left }, stopped);

    expect(stopped).toMatchObject({ left, upstream: 'reachable' });
    expect(done).toMatchObject({ left: [], version: 2 });
    expect(stateAfter({}, done)).toBeUndefined();
  });
});

describe('what two sweeps found that began with the same state', () => {
  const placeIn = (window: string, after: string) => ({ shard: '3', window, after });

  /** A record that another sweep writes first. */
  const recordAfter = (first: ServiceState) => {
    const states = [first];
    return {
      states,
      read: async () => states.at(-1) ?? initialState,
      write: async (before: ServiceState, after: ServiceState) => {
        if (states.at(-1)?.version !== before.version) return false;
        states.push(after);
        return true;
      },
    };
  };

  test('is noted of the first, but that what either left is left', async () => {
    const left = [placeIn('old', '5'), placeIn('day', '7')];
    const record = recordAfter({ ...initialState, version: 1, upstream: 'unreachable', left });
    const findings = { ...nothing, reachable: true, credits: 500, left: [placeIn('day', '6'), placeIn('young', '1')] };

    await recordFindings(record, initialState, findings, 100, () => now);

    const noted = await record.read();
    expect(noted).toMatchObject({ upstream: 'unreachable', credits: 'enough', version: 2 });
    expect(new Set(noted.left)).toEqual(new Set([placeIn('old', '5'), placeIn('day', '6'), placeIn('young', '1')]));
  });

  test('of credits is not lost where the first told nothing of them', async () => {
    const record = recordAfter({ ...initialState, version: 1, left: [placeIn('old', '5')] });

    await recordFindings(record, initialState, { ...nothing, reachable: false, credits: 50 }, 100, () => now);

    expect(await record.read()).toMatchObject({ upstream: 'unreachable', credits: 'low', left: [placeIn('old', '5')] });
  });

  test('of credits is not noted where the first has noted a change of them', async () => {
    const record = recordAfter({ ...initialState, version: 1, credits: 'low', creditsLeft: 50 });
    const findings = { ...nothing, credits: 500, left: [placeIn('old', '5')] };

    await recordFindings(record, initialState, findings, 100, () => now);

    expect(await record.read()).toMatchObject({ credits: 'low', creditsLeft: 50, version: 2 });
  });

  test('is given up after twenty tries', async () => {
    let tries = 0;
    const states = {
      read: async () => initialState,
      write: async () => {
        tries += 1;
        return false;
      },
    };

    await recordFindings(states, initialState, { ...nothing, reachable: false }, 100, () => now);

    expect(tries).toBe(20);
  });

  test('takes away only what that one has gone on with', async () => {
    const [taken, other] = [placeIn('old', '5'), placeIn('day', '7')];
    const record = recordAfter({ ...initialState, version: 2, left: [taken, other, placeIn('hour', '2')] });
    const before = { ...initialState, version: 1, left: [taken] };

    await recordFindings(record, before, { ...nothing, resumed: [taken, placeIn('hour', '1')] }, 100, () => now);

    expect((await record.read()).left).toEqual([other, placeIn('hour', '2')]);
  });

  test('is noted of a sweep and seven helpers that end at the same moment', async () => {
    const record = recordAfter(initialState);
    const left = Array.from({ length: 8 }, (_, shard) => ({ shard: String(shard), window: 'old', after: '1' }));
    const helpers = left.slice(1).map((place) => ({ ...nothing, left: [place] }));
    const sweep = { ...nothing, reachable: false, left: left.slice(0, 1) };

    await Promise.all([...helpers, sweep].map((found) => recordFindings(record, initialState, found, 100, () => now)));

    const noted = await record.read();
    expect(new Set(noted.left)).toEqual(new Set(left));
    expect(noted.upstream).toBe('unreachable');
  });

  test('is written once where the second has nothing to add', async () => {
    const record = recordAfter({ ...initialState, version: 1, upstream: 'unreachable' });

    await recordFindings(record, initialState, { ...nothing, reachable: false }, 100, () => now);

    expect(record.states).toHaveLength(1);
  });
});
