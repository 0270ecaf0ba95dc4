import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cruise, type IForbiddenRuleType, type IRegularForbiddenRuleType } from 'dependency-cruiser';

/** Everything that the files of a folder may import, besides each other. Paths start at the repository's root. */
interface Room {
  /** Folders, and single files of other folders. */
  readonly imports: readonly string[];
  /** Only types may be imported from these, to name what is handed in. */
  readonly types?: readonly string[];
  /** Names, or scopes. */
  readonly packages: readonly string[];
  /** Whether Node's own modules may be imported. */
  readonly node?: true;
}

/** What each door may import. The composition root hands in the parts. */
const ofDoors = ['accounts', 'contract', 'http', 'messages', 'runtime', 'statistics', 'webhooks', 'wiring'].map(
  (name) => `functions/${name}`,
);
const handlerTypes = 'aws-lambda';

/** What the commands of the command line share. */
const ofCommands = ['command', 'connection', 'errors', 'output', 'shell', 'table'].map(
  (name) => `infra/cli/${name}.ts`,
);

const rooms: Readonly<Record<string, Room>> = {
  'functions/contract': { imports: [], packages: ['valibot'] },
  'functions/client': {
    // It runs in browsers. From the contract it needs only plain constants.
    imports: ['functions/contract/identifiers.ts', 'functions/contract/routes.ts'],
    types: ['functions/contract/route.ts'],
    packages: [],
  },
  // It runs in browsers, without Node, and can do only what the API can.
  'functions/console': { imports: ['functions/client'], packages: ['preact'] },
  'functions/runtime': { imports: ['functions/contract'], packages: [], node: true },
  'functions/xmlrpc': { imports: [], packages: [], node: true },
  'functions/messages': {
    imports: ['functions/contract', 'functions/runtime'],
    packages: ['libphonenumber-js'],
    node: true,
  },
  'functions/webhooks': {
    imports: [
      'functions/contract',
      'functions/runtime',
      // All share one kind of error for a store that does not answer.
      'functions/messages/errors.ts',
      'functions/messages/time-budget.ts',
    ],
    packages: [],
    node: true,
  },
  'functions/statistics': {
    imports: ['functions/contract', 'functions/runtime', 'functions/messages/status.ts'],
    packages: [],
    node: true,
  },
  'functions/receivers': {
    imports: ['functions/contract', 'functions/runtime', 'functions/webhooks'],
    packages: ['ipaddr.js'],
    node: true,
  },
  'functions/accounts': {
    imports: [
      'functions/contract',
      'functions/runtime',
      // All share one kind of error for a store that does not answer. An account's settings concern numbers and
      // senders.
      'functions/messages/errors.ts',
      'functions/messages/numbers.ts',
      'functions/messages/sender.ts',
    ],
    packages: [],
    node: true,
  },
  'functions/store': {
    imports: ['accounts', 'contract', 'messages', 'runtime', 'statistics', 'webhooks'].map(
      (name) => `functions/${name}`,
    ),
    packages: ['@aws-sdk', 'valibot'],
    node: true,
  },
  'functions/upstream': {
    imports: ['functions/contract', 'functions/messages', 'functions/runtime', 'functions/xmlrpc'],
    packages: ['@aws-sdk', 'valibot'],
    node: true,
  },
  'functions/bus': {
    imports: ['functions/contract', 'functions/messages', 'functions/runtime', 'functions/webhooks'],
    packages: ['@aws-sdk', 'valibot'],
    node: true,
  },
  'functions/http': {
    imports: [
      'functions/accounts',
      'functions/contract',
      'functions/runtime',
      // Requests to send by events use HTTP's terms for problems.
      'functions/messages/errors.ts',
      'functions/messages/recipient.ts',
      'functions/messages/validity.ts',
      'functions/statistics/errors.ts',
      'functions/webhooks/errors.ts',
    ],
    types: ['functions/messages/plan.ts'],
    packages: ['@middy', handlerTypes, 'valibot'],
    node: true,
  },
  'functions/wiring': {
    imports: [
      'accounts',
      'bus',
      'contract',
      'messages',
      'receivers',
      'runtime',
      'statistics',
      'store',
      'upstream',
      'webhooks',
    ].map((name) => `functions/${name}`),
    packages: ['@aws-sdk', 'valibot'],
    node: true,
  },
  'functions/api': {
    imports: [...ofDoors, 'functions/upstream/errors.ts'],
    types: ['functions/upstream/client.ts'],
    packages: ['@valibot/to-json-schema', handlerTypes, 'valibot'],
    node: true,
  },
  'functions/events': {
    imports: [
      ...ofDoors,
      'functions/bus/follow-up.ts',
      'functions/bus/hand-over-jobs.ts',
      'functions/bus/help.ts',
      'functions/bus/wake.ts',
      // Events are made of the items in the table's stream.
      'functions/store/message-item.ts',
      'functions/store/restored.ts',
      'functions/store/service-states.ts',
    ],
    types: ['functions/bus/deliverers.ts', 'functions/bus/set-aside.ts', 'functions/bus/tell.ts'],
    packages: ['@middy', handlerTypes, 'valibot'],
    node: true,
  },
  'functions/xmlrpc-door': {
    imports: [
      ...ofDoors,
      'functions/xmlrpc',
      // The XML-RPC interface is the upstream's own, with its codes, time zone and errors.
      'functions/upstream/answer-codes.ts',
      'functions/upstream/codes.ts',
      'functions/upstream/errors.ts',
      'functions/upstream/zurich-time.ts',
    ],
    types: ['functions/upstream/client.ts'],
    packages: [handlerTypes],
    node: true,
  },
  'infra/cli/api': {
    imports: [
      ...ofCommands,
      ...['duration', 'failure', 'message-options', 'times', 'values', 'visible', 'webhook-events'].map(
        (name) => `infra/cli/${name}.ts`,
      ),
      'functions/client',
      'functions/contract/statuses.ts',
      'functions/contract/webhook-events.ts',
      'functions/runtime/concurrency.ts',
    ],
    packages: ['commander'],
    node: true,
  },
  'infra/cli/admin': {
    imports: [
      ...ofCommands,
      'infra/cli/values.ts',
      'infra/cli/webhook-events.ts',
      ...['accounts', 'contract', 'messages', 'receivers', 'runtime', 'store', 'webhooks'].map(
        (name) => `functions/${name}`,
      ),
    ],
    packages: ['@aws-sdk', 'commander', 'valibot'],
    node: true,
  },
  'infra/client-types': {
    imports: ['functions/contract', 'functions/api/openapi-document.ts'],
    packages: ['@biomejs/biome', 'valibot'],
    node: true,
  },
  'infra/cli/bulk': {
    imports: [
      ...ofCommands,
      ...['duration', 'message-options', 'times', 'values', 'visible', 'width'].map((name) => `infra/cli/${name}.ts`),
      'functions/client',
      'functions/contract',
      // The largest size of an answer, the API's rules for texts and numbers, and which statuses are final.
      'functions/http/reply-size.ts',
      'functions/messages/number-spelling.ts',
      'functions/messages/status.ts',
      'functions/messages/template.ts',
      // The content that is digested.
      'functions/runtime/fingerprint.ts',
    ],
    packages: ['commander', 'csv-parse', 'valibot'],
    node: true,
  },
  'infra/local/simulator': {
    imports: ['functions/messages/text.ts', 'functions/http/page-guards.ts', 'infra/browser-bundle.ts'],
    packages: ['libphonenumber-js', 'valibot', 'xmlrpc'],
    node: true,
  },
  // It looks like the console, and also runs in browsers.
  'infra/local/simulator/phone': {
    imports: [
      ...['address', 'hooks/use-action', 'hooks/use-place', 'phone-number'].map(
        (name) => `functions/console/${name}.ts`,
      ),
      ...['button', 'dialog', 'fact', 'time'].map((name) => `functions/console/parts/${name}.tsx`),
      ...['codes', 'fault-kinds', 'magic-numbers'].map((name) => `infra/local/simulator/${name}.ts`),
    ],
    types: ['clock', 'faults', 'new-messages', 'outcomes', 'state', 'state-view'].map(
      (name) => `infra/local/simulator/${name}.ts`,
    ),
    packages: ['preact'],
  },
};

/**
 * What the CDK's part of infra may import besides the contract: rules for settings, and how long a function may run.
 * Users' apps synthesize this part.
 */
const ofSynthesis = [
  'contract',
  'messages/numbers.ts',
  'messages/sender.ts',
  'messages/status.ts',
  'messages/template.ts',
  'messages/time-budget.ts',
  'store/delivery-indexes.ts',
  'store/message-indexes.ts',
  'store/table-index.ts',
].map((path) => `functions/${path}`);

const isFile = (path: string): boolean => /\.tsx?$/.test(path);
const inPath = (path: string): string => `^${path.replaceAll('.', '\\.')}${isFile(path) ? '$' : '/'}`;
const inPackage = (name: string): string => `^(node_modules/)?(@types/)?${name}(/|$)`;

const rulesOf = (folder: string, { imports, types = [], packages, node }: Room): IRegularForbiddenRuleType[] => {
  const allowed = [...[folder, ...imports, ...types].map(inPath), ...packages.map(inPackage)];
  // A room inside this one has its own rules.
  const within = Object.keys(rooms).filter((room) => room.startsWith(`${folder}/`));
  const from = { path: inPath(folder), ...(within.length > 0 && { pathNot: within.map(inPath) }) };
  const others = { pathNot: allowed, ...(node && { dependencyTypesNot: ['core' as const] }) };
  const values = { path: types.map(inPath), dependencyTypesNot: ['type-only' as const] };
  return [
    { name: `${folder}: other imports`, severity: 'error', from, to: others },
    ...(types.length === 0 ? [] : [{ name: `${folder}: types only`, severity: 'error' as const, from, to: values }]),
  ];
};

/** Who may import whom. Exceptions are named file by file. */
export const importRules: readonly IForbiddenRuleType[] = [
  ...Object.entries(rooms).flatMap(([folder, room]) => rulesOf(folder, room)),
  {
    name: 'the CDK: functions',
    severity: 'error',
    from: { path: '^infra/(constructs/|stacks/|examples/|[^/]+$)' },
    to: { path: '^functions/', pathNot: ofSynthesis.map(inPath) },
  },
  {
    name: 'the local stack: functions',
    severity: 'error',
    from: { path: '^infra/local/', pathNot: '^infra/local/simulator/' },
    to: {
      path: '^functions/',
      pathNot: [
        'functions/accounts',
        'functions/http/page-address.ts',
        'functions/http/page-guards.ts',
        'functions/store',
      ].map(inPath),
    },
  },
  {
    name: 'the command line: functions',
    severity: 'error',
    from: { path: '^infra/cli/[^/]+$' },
    to: {
      path: '^functions/',
      pathNot: ['functions/client', 'functions/contract/calendar.ts', 'functions/contract/webhook-events.ts'].map(
        inPath,
      ),
    },
  },
  {
    name: 'infra: tests',
    severity: 'error',
    from: { path: '^infra/' },
    to: { path: '^test/' },
  },
  { name: 'a circle', severity: 'error', from: {}, to: { circular: true } },
];

/** Single files of other folders that a folder may import. */
export const singleFiles: readonly (readonly [folder: string, file: string])[] = [
  ...Object.entries(rooms).map(([folder, { imports, types = [] }]) => [folder, [...imports, ...types]] as const),
  ['infra', ofSynthesis] as const,
].flatMap(([folder, paths]) => paths.filter(isFile).map((file) => [folder, file] as const));

/** Whether a file is in a folder of functions/ without a rule. */
export const unknownRoom = (file: string): boolean =>
  file.startsWith('functions/') && !Object.keys(rooms).some((folder) => file.startsWith(`${folder}/`));

/** The parser does not see imports such as `import('./a.ts').A`. Write them as `import type`. */
export const typeInPlace = 'a type imported in place';

const typesInPlace = async (baseDir: string, files: readonly string[]) => {
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(baseDir, file), 'utf8') })),
  );
  return texts.flatMap(({ file, text }) =>
    (text.match(/(?<!await )\bimport\(.*/g) ?? []).map((to) => ({ rule: typeInPlace, from: file, to })),
  );
};

/** All source files below the folder, and the imports that break a rule. */
export const importsIn = async (baseDir: string) => {
  const { output } = await cruise(['functions', 'infra', 'test'], {
    baseDir,
    // This TypeScript has no API to read files with.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    validate: true,
    ruleSet: { forbidden: [...importRules] },
  });
  if (typeof output === 'string') throw new Error(output);
  const files = output.modules.map(({ source }) => source);
  const broken = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  const ours = files.filter((file) => /^(functions|infra)\//.test(file));
  return {
    files,
    imports: output.modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
    ),
    violations: [...broken, ...(await typesInPlace(baseDir, ours))],
  };
};
