import type { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { synthesized } from '../support/stack/synthesized.ts';

/**
 * The names of resources that must be unique in an AWS account. Policies and API stages are not among them: their names
 * only need to be unique within their role or API.
 */
const namesIn = (templates: Readonly<Record<string, Template>>): string[] =>
  Object.values(templates).flatMap((template) =>
    Object.values<{ Properties?: object }>(template.toJSON()['Resources']).flatMap(({ Properties = {} }) =>
      Object.entries(Properties).flatMap(([property, value]) =>
        property.endsWith('Name') && typeof value === 'string' && !['PolicyName', 'StageName'].includes(property)
          ? [`${property} ${value}`]
          : [],
      ),
    ),
  );

it('two stages fit in one account, if each has a bus of its own', () => {
  const dev = namesIn(synthesized());
  const test = namesIn(synthesized({ stage: 'test', eventBusName: 'sms-gateway-test' }));

  expect(dev).toContain('DashboardName textgate-dev');
  expect(dev.filter((name) => test.includes(name))).toEqual([]);
});
