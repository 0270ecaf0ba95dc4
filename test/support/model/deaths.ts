import type { Around } from './around.ts';

/**
 * When a run dies: before its nth call of a port (from 0) takes effect, after it did so and before its answer is there,
 * or half-way through a write of several records.
 */
export interface Death {
  readonly call: number;
  readonly name: string;
  readonly when: 'before' | 'half' | 'after';
}

/** A run that lives until its death, if it has one. */
export interface Life {
  readonly around: Around;
  /** What the run comes to: `undefined` when it died. */
  readonly of: <T>(run: Promise<T>) => Promise<T | undefined>;
  /** Every death that was possible up to now, in order. */
  readonly deaths: () => readonly Death[];
  readonly isDead: () => boolean;
}

/** From its death on, nothing that the run calls takes effect or answers, as in a container that is gone. */
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
        // It died during this call, at another one.
        if (isDead) await never;
      }
    },
  };
};
