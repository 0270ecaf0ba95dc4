import fc from 'fast-check';

const numRuns = Number(process.env['FC_RUNS'] ?? 1000);

/** The same cases in every run, so that a failure is the change's and not the day's. `FC_SEED` looks elsewhere. */
export const seed = Number(process.env['FC_SEED'] ?? 1);

/**
 * Checks a property on 1,000 cases (`FC_RUNS` for more), or on one in so many where a case is costly. A failure prints the
 * seed that reproduces it.
 */
export const holds = <T>(property: fc.IRawProperty<T>, oneIn = 1): Promise<void> | void =>
  fc.assert(property, { numRuns: Math.ceil(numRuns / oneIn), seed });
