import { readFile } from 'node:fs/promises';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { CREDENTIALS } from '../../infra/local/aws-environment.ts';
import { allows, BASE, grantsOf, targetOf } from '../infra/function-grants.ts';
import { eachOnce, type Need, needsOf } from '../support/stack/recorded-calls.ts';
import { resourcesOf, synthesized } from '../support/stack/synthesized.ts';

// It runs when all end-to-end tests have, on their stack (--project 'e2e*'): it looks at what they had the functions call.

const { emulatorUrl, region } = inject('stack');

const { api, events } = synthesized();

/** Each function that is deployed, and what its role allows. */
const functions = [api, events].flatMap((template) =>
  resourcesOf(template, 'AWS::Lambda::Function').map(({ id }) => {
    const name = id.replace(/[0-9A-F]{8}$/, '');
    return { id, name, grants: grantsOf(template, name) };
  }),
);

/** What was needed, by the logical id of the function that made the call. */
let needs: ReadonlyMap<string, readonly Need[]>;

beforeAll(async () => {
  const logicalIds = await deployedResources();
  /** What the policies call that which a call names. */
  const named = (resource: string): string => {
    const owner = resource.replace(/\/index\/\w+$/, '');
    const id = logicalIds.get(withoutHost(owner));
    return id === undefined ? resource : targetOf(resource.replace(owner, id));
  };
  const calls = await recordedCalls();
  const byFunction = Map.groupBy(calls, (call) => logicalIds.get(call.function) ?? call.function);
  needs = new Map(
    [...byFunction].map(([id, made]) => {
      const needed = made.flatMap(({ target, body }) => needsOf(target, JSON.parse(body)));
      return [id, eachOnce(needed.map((need) => ({ ...need, resource: named(need.resource) })))];
    }),
  );
});

/** The logical ids of what is deployed, by the names that AWS gave. */
const deployedResources = async (): Promise<ReadonlyMap<string, string>> => {
  const client = new CloudFormationClient({ endpoint: emulatorUrl, region, credentials: CREDENTIALS });
  const ids = new Map<string, string>();
  for (const stack of ['data', 'api', 'events']) {
    for await (const page of paginateListStackResources({ client }, { StackName: `textgate-dev-${stack}` })) {
      for (const { PhysicalResourceId = '', LogicalResourceId = '' } of page.StackResourceSummaries ?? []) {
        ids.set(withoutHost(PhysicalResourceId), LogicalResourceId);
      }
    }
  }
  client.destroy();
  return ids;
};

/** A queue's URL may be made from its name, and name AWS's host. */
const withoutHost = (name: string): string => name.replace(/^https?:\/\/[^/]+/, '');

interface RecordedCall {
  /** The function's name. */
  readonly function: string;
  readonly target: string;
  readonly body: string;
}

const recordedCalls = async (): Promise<RecordedCall[]> => {
  const lines = (await readFile(inject('callsFile'), 'utf8')).split('\n');
  // What follows the last end of a line is being written: the sweeps go on.
  return lines.slice(0, -1).map((line) => JSON.parse(line));
};

describe.each(functions)('the function $name', ({ id, grants }) => {
  test('invariant 14: may make each call that it made in this run', () => {
    const made = needs.get(id) ?? [];

    const mayCall = grants.some((grant) => !BASE.includes(grant));
    expect(made.length > 0, 'Has it made calls? (All end-to-end tests must have run.)').toBe(mayCall);
    expect(made.filter((call) => !allows(grants, call))).toEqual([]);
  });
});

test('the list reads the indexes that the deployed table has', () => {
  const [list] = functions.filter(({ name }) => name === 'ApiList');
  const read = (needs.get(list?.id ?? '') ?? []).map(({ resource }) => resource);

  expect(read).toEqual(expect.arrayContaining(['messages/byReference', 'messages/byRecipient', 'messages/byFailure']));
});

test('invariant 14: no function makes calls but these', () => {
  const known = functions.map(({ id }) => id);

  expect([...needs.keys()].filter((id) => !known.includes(id))).toEqual([]);
});
