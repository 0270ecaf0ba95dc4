import fc from 'fast-check';

const numRuns = Number(process.env['FC_RUNS'] ?? 1000);

/**
 * Every run has the same cases, so that a failure comes from the change and not from chance. `FC_SEED` selects others.
 */
export const seed = Number(process.env['FC_SEED'] ?? 1);

/**
 * Checks a property on 1,000 cases (`FC_RUNS` for more), or on a fraction of them if a case is costly. A failure prints
 * the seed that reproduces it.
 */
export const holds = <T>(property: fc.IRawProperty<T>, oneIn = 1): Promise<void> | void =>
  fc.assert(property, { numRuns: Math.ceil(numRuns / oneIn), seed });
