import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as settings from '../../functions/wiring/configuration.ts';
import { type Bundles, bundleFunctions } from '../../infra/bundle.ts';
import { API_ENTRIES } from '../../infra/constructs/gateway-api.ts';
import { EVENT_ENTRIES } from '../../infra/constructs/gateway-events.ts';
import { synthesized } from '../support/stack/synthesized.ts';
import { functionOf } from './function-grants.ts';

const { api, events } = synthesized({ messagesPerMinute: 60, messagesPerDay: 5000, silentStatuses: 'submitting' });

/** The variables of every function, for its running and logging. */
const BASE = ['LOG_LEVEL', 'STAGE'];

/** All variables that functions read, except these. */
const { configuration: _, ConfigurationError: __, ...schemas } = settings;
const names: readonly string[] = [
  ...new Set(Object.values(schemas).flatMap((schema) => Object.keys(schema().entries))),
];

/** The construct of an entry: `SweepStatuses` for `events/sweep-statuses`. */
const constructOf = (entry: string): string =>
  entry === 'xmlrpc-door/endpoint'
    ? 'Legacy'
    : entry.replace(/^.*\//, '').replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleFunctions([...API_ENTRIES, ...EVENT_ENTRIES]);
});
afterAll(() => bundles.remove());

/** The variables that an entry's code reads. Its bundle does not have those that it does not use. */
const namesIn = async (entry: string): Promise<string[]> => {
  const code = await readFile(join(bundles.folder(entry), 'index.mjs'), 'utf8');
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(code)).sort();
};

describe.each([
  ...API_ENTRIES.map((entry) => ({ entry, template: api })),
  ...EVENT_ENTRIES.map((entry) => ({ entry, template: events })),
])('the function $entry', ({ entry, template }) => {
  it('has exactly the variables that its code reads', async () => {
    const told = Object.keys(functionOf(template, constructOf(entry)).Environment.Variables);

    expect(told.toSorted()).toEqual([...BASE, ...(await namesIn(entry))].sort());
  });
});

it('the functions read all that there is, each its own part', async () => {
  const read = await Promise.all([...API_ENTRIES, ...EVENT_ENTRIES].map(namesIn));

  expect(new Set(read.flat())).toEqual(new Set(names));
  expect(read).toContainEqual([]);
});
