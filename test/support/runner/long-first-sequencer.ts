import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What comes once a minute is waited for, and a thousand requests made: all others of their tier go by meanwhile. */
const long = ['/e2e/events.test.ts', '/e2e/schemathesis.test.ts'];

const isLong = ({ moduleId }: TestSpecification): boolean => long.some((file) => moduleId.endsWith(file));

/** Vitest's own order, but that the files which take longest come first: what Vitest knows of earlier runs is not there in CI. */
export class LongFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
  }
}
