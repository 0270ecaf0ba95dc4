import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { parseSettings } from '../../infra/settings.ts';
import { ApiStack } from '../../infra/stacks/api.ts';
import { DataStack } from '../../infra/stacks/data.ts';

const { context: cdkJson } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

/** The stacks' templates under cdk.json's context with changes, their functions' code left out. */
export function synthesized(context: Readonly<Record<string, unknown>> = {}): { data: Template; api: Template } {
  const outdir = mkdtempSync(join(tmpdir(), 'textgate-synthesized-'));
  const app = new App({ outdir, context: { ...cdkJson, ...context } });
  const settings = parseSettings(app.node.getAllContext());
  const data = new DataStack(app, 'Data', { settings });
  const api = new ApiStack(app, 'Api', { settings, data, codeOf: () => Code.fromInline('// none') });
  try {
    return { data: Template.fromStack(data), api: Template.fromStack(api) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The resources of a type. */
export const resourcesOf = (template: Template, type: string) =>
  Object.entries(template.findResources(type)).map(([id, resource]) => ({
    id,
    properties: resource['Properties'],
    deletionPolicy: resource['DeletionPolicy'],
  }));

/** The one element a list has. @throws Error when it has none or more. */
export function only<T>(list: readonly T[]): T {
  const [first, ...others] = list;
  if (first === undefined || others.length > 0) throw new Error(`Expected one, found ${list.length}`);
  return first;
}
