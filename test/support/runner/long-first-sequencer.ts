import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Tests that wait for a schedule of one minute, or make a thousand requests. All other files of their tier finish
 * meanwhile.
 */
const long = ['/e2e/events.test.ts', '/e2e/schemathesis.test.ts'];

const isLong = ({ moduleId }: TestSpecification): boolean => long.some((file) => moduleId.endsWith(file));

/**
 * Vitest's own order, except that the longest files run first. CI does not have Vitest's cache of earlier durations.
 */
export class LongFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
  }
}
