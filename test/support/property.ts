import fc from 'fast-check';

const numRuns = Number(process.env['FC_RUNS'] ?? 1000);

/** Checks a property on 1,000 random cases (`FC_RUNS` for more); a failure prints the seed that reproduces it. */
export const holds = <T>(property: fc.IRawProperty<T>): Promise<void> | void => fc.assert(property, { numRuns });
