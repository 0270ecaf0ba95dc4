import type { Around } from './around.ts';

/**
 * When a run dies: before its nth call of a port (from 0) takes effect, after the effect but before the answer, or
 * halfway through a write of several records.
 */
export interface Death {
  readonly call: number;
  readonly name: string;
  readonly when: 'before' | 'half' | 'after';
}

/** A run that lives until its death, if it has one. */
export interface Life {
  readonly around: Around;
  /** The run's result; `undefined` if it died. */
  readonly of: <T>(run: Promise<T>) => Promise<T | undefined>;
  /** All points up to now at which the run could have died, in order. */
  readonly deaths: () => readonly Death[];
  readonly isDead: () => boolean;
}

/** After its death, none of the run's calls takes effect or answers, as if its container were gone. */
export const aLife = (death?: Pick<Death, 'call' | 'when'>): Life => {
  const died = Promise.withResolvers<undefined>();
  const never = new Promise<never>(() => {});
  const deaths: Death[] = [];
  let calls = 0;
  let isDead = false;

  return {
    deaths: () => deaths,
    isDead: () => isDead,
    of: (run) => Promise.race([run, died.promise]),
    around: async ({ name, size, run, runHalf }) => {
      if (isDead) return never;
      const call = calls;
      calls += 1;
      const isWrite = ['insert', 'apply', 'add', 'publish'].includes(name);
      deaths.push({ call, name, when: 'before' });
      if (isWrite && size > 1) deaths.push({ call, name, when: 'half' });
      deaths.push({ call, name, when: 'after' });

      if (call === death?.call) {
        isDead = true;
        try {
          if (death.when === 'after') await run();
          if (death.when === 'half') await runHalf();
        } finally {
          died.resolve(undefined);
          await never;
        }
      }
      try {
        return await run();
      } finally {
        // The run died during this call, at another one.
        if (isDead) await never;
      }
    },
  };
};
