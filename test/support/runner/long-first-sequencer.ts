import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They wait for what comes once a minute: all others of their tier go by meanwhile, if they begin first. */
const long = ['/e2e/events.test.ts'];

const isLong = ({ moduleId }: TestSpecification): boolean => long.some((file) => moduleId.endsWith(file));

/** Vitest's own order, but that the files which wait longest come first: what Vitest knows of earlier runs is not there in CI. */
export class LongFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(isLong(b)) - Number(isLong(a)));
  }
}
