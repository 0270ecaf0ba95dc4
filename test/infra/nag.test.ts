import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { stacksIn, withApp } from '../support/stack/synthesized.ts';
import { KEY_ARN } from './function-grants.ts';

describe.each([AwsSolutionsChecks, ServerlessChecks])('%o', (Checks) => {
  it.each([
    ['our stacks', {}],
    ["our stacks with a customer's key", { encryptionKeyArn: KEY_ARN }],
  ])('invariant 14: finds nothing in %s that is not explained', (_, context) => {
    const violations = withApp(context, (app) => {
      stacksIn(app);
      app.synth();
      return new Checks(app).validateScope(app).violations;
    });

    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
  });
});
