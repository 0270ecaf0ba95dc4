import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { CodeOf } from '../../../infra/constructs/service-function.ts';
import { parseSettings } from '../../../infra/settings.ts';
import { ApiStack } from '../../../infra/stacks/api.ts';
import { DataStack } from '../../../infra/stacks/data.ts';
import { EventsStack } from '../../../infra/stacks/events.ts';
import { MonitoringStack } from '../../../infra/stacks/monitoring.ts';

export const { context: cdkJson } = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));

type Context = Readonly<Record<string, unknown>>;

/** Code for functions that tests never run. */
export const noCode = () => Code.fromInline('// none');

/** textgate's stacks in an app. Give `codeOf` if a test must tell the functions apart. */
export function stacksIn(app: App, codeOf: CodeOf = noCode) {
  const settings = parseSettings(app.node.getAllContext());
  const data = new DataStack(app, 'Data', { settings });
  const api = new ApiStack(app, 'Api', { settings, data, codeOf });
  const events = new EventsStack(app, 'Events', { settings, data, codeOf });
  const monitoring = new MonitoringStack(app, 'Monitoring', { settings, api: api.api, events: events.events });
  return { data, api, events, monitoring };
}

/** Calls `use` with an app that has cdk.json's context with changes. The app's output is deleted afterwards. */
export function withApp<T>(context: Context, use: (app: App) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), 'textgate-synthesized-'));
  try {
    return use(new App({ outdir, context: { ...cdkJson, ...context } }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The stacks' templates under cdk.json's context with changes, without the functions' code. */
export const synthesized = (context: Context = {}) =>
  withApp(context, (app) => {
    const { data, api, events, monitoring } = stacksIn(app);
    return {
      data: Template.fromStack(data),
      api: Template.fromStack(api),
      events: Template.fromStack(events),
      monitoring: Template.fromStack(monitoring),
    };
  });

/**
 * The resources of a type. It fails if there are none, because an assertion on each of them would then prove nothing.
 * @throws Error if there are none. If that is expected, use `numberOf`.
 */
export function resourcesOf(template: Template, type: string) {
  const resources = Object.entries(template.findResources(type)).map(([id, resource]) => ({
    id,
    properties: resource['Properties'],
    deletionPolicy: resource['DeletionPolicy'],
  }));
  if (resources.length === 0) throw new Error(`The template has no ${type}.`);
  return resources;
}

export const numberOf = (template: Template, type: string): number => Object.keys(template.findResources(type)).length;

/** The only element of a list. @throws Error if the list has none or several */
export function only<T>(list: readonly T[]): T {
  const [first, ...others] = list;
  if (first === undefined || others.length > 0) throw new Error(`Expected one, found ${list.length}`);
  return first;
}
