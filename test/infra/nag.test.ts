import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { stacksIn, withApp } from '../support/synthesized.ts';

describe.each([AwsSolutionsChecks, ServerlessChecks])('%o', (Checks) => {
  it('invariant 14: finds nothing in our stacks that is not explained', () => {
    const violations = withApp({}, (app) => {
      stacksIn(app);
      app.synth();
      return new Checks(app).validateScope(app).violations;
    });

    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
  });
});
