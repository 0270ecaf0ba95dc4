import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isLast = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('/e2e/permissions.test.ts');

/** Vitest's own order, but that the test which looks at the calls of the whole end-to-end run comes after it. */
export class PermissionsLastSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(isLast(a)) - Number(isLast(b)));
  }
}
