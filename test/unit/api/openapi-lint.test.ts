import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../../functions/api/openapi-document.ts';

/** As others get it. */
const source = JSON.stringify(openApiDocument());

test.each(['recommended', 'recommended-strict'] as const)(
  "the OpenAPI document passes Redocly's rules: %s",
  async (rules) => {
    const config = await createConfig({ extends: [rules] });

    const problems = await lintFromString({ source, config, absoluteRef: '/openapi.json' });

    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  },
);

test("the OpenAPI document passes Spectral's rules for OpenAPI", async () => {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [[oas as RulesetDefinition, 'recommended']] });

  const problems = await linter.run(JSON.parse(source));

  expect(problems.map(({ code, message, path }) => [code, message, path.join('/')])).toEqual([]);
});
