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

/** Of every function: how it runs and logs. */
const BASE = ['LOG_LEVEL', 'STAGE'];

/** All that functions read from their environment, but the base. */
const { configuration: _, ConfigurationError: __, ...schemas } = settings;
const names: readonly string[] = [
  ...new Set(Object.values(schemas).flatMap((schema) => Object.keys(schema().entries))),
];

/** The construct of an entry: `SweepStatuses` of `events/sweep-statuses`. */
const constructOf = (entry: string): string =>
  entry === 'xmlrpc-door/endpoint'
    ? 'Legacy'
    : entry.replace(/^.*\//, '').replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleFunctions([...API_ENTRIES, ...EVENT_ENTRIES]);
});
afterAll(() => bundles.remove());

/** What an entry's code reads: settings that it does not use are not in its bundle. */
const namesIn = async (entry: string): Promise<string[]> => {
  const code = await readFile(join(bundles.folder(entry), 'index.mjs'), 'utf8');
  return names.filter((name) => new RegExp(`\\b${name}\\b`).test(code)).sort();
};

describe.each([
  ...API_ENTRIES.map((entry) => ({ entry, template: api })),
  ...EVENT_ENTRIES.map((entry) => ({ entry, template: events })),
])('the function $entry', ({ entry, template }) => {
  it('is told what its code reads, and nothing else', async () => {
    const told = Object.keys(functionOf(template, constructOf(entry)).Environment.Variables);

    expect(told.toSorted()).toEqual([...BASE, ...(await namesIn(entry))].sort());
  });
});

it('the functions read all that there is, each its own part', async () => {
  const read = await Promise.all([...API_ENTRIES, ...EVENT_ENTRIES].map(namesIn));

  expect(new Set(read.flat())).toEqual(new Set(names));
  expect(read).toContainEqual([]);
});
