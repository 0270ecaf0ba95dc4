import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importRules, importsIn, singleFiles, typeInPlace, unknownRoom } from './import-rules.ts';

describe('the imports of functions, infra and tests', async () => {
  const { files, imports, violations } = await importsIn(fileURLToPath(new URL('../../', import.meta.url)));

  it('go in the allowed directions', () => {
    expect(violations).toEqual([]);
  });

  it('are all seen, and each folder of functions/ has its rule', () => {
    expect(files.length).toBeGreaterThan(400);
    expect(imports.length).toBeGreaterThan(2_000);
    expect(files.filter(unknownRoom)).toEqual([]);
  });

  it.each(singleFiles)('of %s need %s', (folder, file) => {
    expect(imports.filter(({ from, to }) => from.startsWith(`${folder}/`) && to === file)).not.toEqual([]);
  });
});

/** An import that breaks each rule. For one rule there is an import in each syntax. */
const forbidden: readonly (readonly [file: string, text: string, rule: string])[] = [
  ['functions/contract/messages.ts', "import { a } from '../messages/a.ts'; a;", 'functions/contract: other imports'],
  ['functions/contract/types.ts', "import type { A } from '../accounts/a.ts';", 'functions/contract: other imports'],
  ['functions/contract/inline.ts', "import { type A } from '../http/a.ts';", 'functions/contract: other imports'],
  ['functions/contract/again.ts', "export { a } from '../messages/a.ts';", 'functions/contract: other imports'],
  ['functions/contract/later.ts', "await import('../messages/a.ts');", 'functions/contract: other imports'],
  ['functions/contract/node.ts', "import 'node:crypto';", 'functions/contract: other imports'],
  ['functions/contract/package.ts', "import 'libphonenumber-js';", 'functions/contract: other imports'],
  ['functions/client/sign.ts', "import 'node:crypto';", 'functions/client: other imports'],
  [
    'functions/client/shapes.ts',
    "import type { A } from '../contract/operations.ts';",
    'functions/client: other imports',
  ],
  ['functions/client/ask.ts', "import { a } from '../contract/route.ts'; a;", 'functions/client: types only'],
  ['functions/console/words.ts', "import { a } from '../contract/a.ts'; a;", 'functions/console: other imports'],
  ['functions/console/pages/a.ts', "import 'valibot';", 'functions/console: other imports'],
  ['functions/console/page.tsx', "import 'node:url';", 'functions/console: other imports'],
  ['functions/runtime/once.ts', "import '../wiring/a.ts';", 'functions/runtime: other imports'],
  ['functions/xmlrpc/decode.ts', "import '../messages/a.ts';", 'functions/xmlrpc: other imports'],
  ['functions/messages/send.ts', "import type { A } from '../http/a.ts';", 'functions/messages: other imports'],
  ['functions/messages/plan.ts', "import type { A } from '../store/a.ts';", 'functions/messages: other imports'],
  ['functions/statistics/count.ts', "import type { A } from '../store/a.ts';", 'functions/statistics: other imports'],
  ['functions/webhooks/deliver.ts', "import type { A } from '../receivers/a.ts';", 'functions/webhooks: other imports'],
  ['functions/receivers/post.ts', "import '../upstream/http-call.ts';", 'functions/receivers: other imports'],
  ['functions/accounts/key.ts', "import '../messages/send.ts';", 'functions/accounts: other imports'],
  ['functions/store/quota.ts', "import '../upstream/errors.ts';", 'functions/store: other imports'],
  ['functions/upstream/retry.ts', "import '../store/quota.ts';", 'functions/upstream: other imports'],
  ['functions/bus/publish.ts', "import '../http/a.ts';", 'functions/bus: other imports'],
  ['functions/http/api.ts', "import '../wiring/a.ts';", 'functions/http: other imports'],
  ['functions/http/pages.ts', "import '../api/a.ts';", 'functions/http: other imports'],
  ['functions/http/view.ts', "import '../messages/send.ts';", 'functions/http: other imports'],
  ['functions/http/ask.ts', "import '../messages/plan.ts';", 'functions/http: types only'],
  ['functions/wiring/xmlrpc.ts', "import '../xmlrpc-door/faults.ts';", 'functions/wiring: other imports'],
  ['functions/api/list.ts', "import '../events/a.ts';", 'functions/api: other imports'],
  ['functions/api/query.ts', "import '@aws-sdk/client-dynamodb';", 'functions/api: other imports'],
  ['functions/api/ask.ts', "import { a } from '../upstream/client.ts'; a;", 'functions/api: types only'],
  ['functions/events/request.ts', "import '../api/a.ts';", 'functions/events: other imports'],
  ['functions/events/bus.ts', "import { a } from '../bus/tell.ts'; a;", 'functions/events: types only'],
  ['functions/events/mix.ts', "import { type A, b } from '../bus/tell.ts'; b;", 'functions/events: types only'],
  ['functions/contract/inner.ts', "export type A = import('../messages/a.ts').A;", typeInPlace],
  ['functions/xmlrpc-door/send.ts', "import '../api/a.ts';", 'functions/xmlrpc-door: other imports'],
  ['functions/xmlrpc-door/ask.ts', "import '../upstream/client.ts';", 'functions/xmlrpc-door: types only'],
  ['infra/constructs/metrics.ts', "import '../../functions/runtime/once.ts';", 'the CDK: functions'],
  ['infra/settings.ts', "import '../functions/http/a.ts';", 'the CDK: functions'],
  ['infra/cli/admin/tables.ts', "import '../constructs/metrics.ts';", 'infra/cli/admin: other imports'],
  ['infra/client-types/schema.ts', "import '../../functions/messages/send.ts';", 'infra/client-types: other imports'],
  ['infra/cli/api/send.ts', "import '../../../functions/accounts/a.ts';", 'infra/cli/api: other imports'],
  ['infra/cli/table.ts', "import '../../functions/accounts/a.ts';", 'the command line: functions'],
  ['infra/cli/bulk/job/job.ts', "import '../../../../functions/messages/send.ts';", 'infra/cli/bulk: other imports'],
  ['infra/local/demo.ts', "import '../../functions/api/a.ts';", 'the local stack: functions'],
  [
    'infra/local/simulator/main.ts',
    "import '../../../functions/upstream/codes.ts';",
    'infra/local/simulator: other imports',
  ],
  ['infra/local/simulator/phone/a.tsx', "import '../state.ts';", 'infra/local/simulator/phone: types only'],
  [
    'infra/local/simulator/phone/b.tsx',
    "import '../../../../functions/client/a.ts';",
    'infra/local/simulator/phone: other imports',
  ],
  ['infra/local/front.ts', "import '../../test/a.ts';", 'infra: tests'],
  ['functions/store/one.ts', "import type { A } from './two.ts'; export type B = A;", 'a circle'],
];

const allowed: Readonly<Record<string, string>> = {
  'functions/store/two.ts': "import type { B } from './one.ts'; export type A = B;",
  'functions/api/a.ts':
    "import type { A } from '../upstream/client.ts'; import '../messages/send.ts'; import 'node:fs';",
  'functions/messages/a.ts':
    "import 'node:crypto'; import '../runtime/logger.ts'; import './plan.ts'; import 'libphonenumber-js';",
  'functions/events/a.ts': "import { type A } from '../bus/set-aside.ts';",
};

const empty = [
  ...['accounts/a', 'http/a', 'store/a', 'upstream/client', 'upstream/errors', 'upstream/codes', 'wiring/a'],
  ...['bus/tell', 'bus/set-aside', 'contract/route', 'runtime/logger', 'xmlrpc-door/faults'],
].map((name) => `functions/${name}.ts`);

describe('an import that breaks a rule', () => {
  let folder: string;
  let found: Awaited<ReturnType<typeof importsIn>>['violations'];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'textgate-imports-'));
    const files = [
      ...empty.map((file) => [file, 'export {};'] as const),
      ['test/a.ts', 'export {};'] as const,
      ['infra/local/simulator/state.ts', 'export {};'] as const,
      ...Object.entries(allowed),
      ...forbidden,
    ];
    for (const [file, text] of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    ({ violations: found } = await importsIn(folder));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(forbidden)('is found in %s: %s', (file, _, rule) => {
    expect(found.filter(({ from }) => from === file).map(({ rule }) => rule)).toEqual([rule]);
  });

  it('is all that is found', () => {
    const broken = new Set(found.map(({ from }) => from));

    expect([...broken].sort()).toEqual(forbidden.map(([file]) => file).sort());
  });

  it('was tried against each rule', () => {
    const rules = [...importRules.map(({ name }) => name), typeInPlace];

    expect(new Set(forbidden.map(([, , rule]) => rule))).toEqual(new Set(rules));
  });
});
