import { describe, expect, it } from 'vitest';
import { parseSettings, type Settings } from '../../infra/settings.ts';
import { addDeployment } from '../../infra/stacks/deployment.ts';
import { releasedTemplates } from '../support/stack/released.ts';
import { noCode, withApp } from '../support/stack/synthesized.ts';
import type { Template } from '../support/stack/upgrade.ts';
import { KEY_ARN } from './function-grants.ts';

type Context = Readonly<Record<string, unknown>>;

const domain = {
  domainName: 'sms.example.com',
  certificateArn: 'arn:aws:acm:eu-central-2:123456789012:certificate/0a1b',
};

/** Another value for each setting. A changed stage is another deployment. */
const OTHER: Readonly<Record<Exclude<keyof Settings, 'stage'>, Context>> = {
  gatewayUrl: { gatewayUrl: 'https://sms.example.com/' },
  gatewaySecretName: { gatewaySecretName: 'sms/credentials' },
  numberRegion: { numberRegion: 'DE' },
  allowedCountries: { allowedCountries: 'CH' },
  indexes: { indexes: 'reference,to' },
  retentionDays: { retentionDays: 30 },
  maxSegments: { maxSegments: 2 },
  messagesPerMinute: { messagesPerMinute: 60 },
  messagesPerDay: { messagesPerDay: 5000 },
  storeText: { storeText: false },
  domainName: domain,
  certificateArn: { ...domain, certificateArn: domain.certificateArn.replace('0a1b', '0a1c') },
  corsOrigins: { corsOrigins: 'https://app.example.com' },
  console: { console: false },
  xmlRpcSender: { xmlRpcSender: 'Shop' },
  encryptionKeyArn: { encryptionKeyArn: KEY_ARN },
  loginFailures: { loginFailures: 3 },
  throttleRate: { throttleRate: 5 },
  throttleBurst: { throttleBurst: 7 },
  logLevel: { logLevel: 'warn' },
  logRetentionDays: { logRetentionDays: 7 },
  tracing: { tracing: true },
  eventBusName: { eventBusName: 'sms' },
  requestConcurrency: { requestConcurrency: 20 },
  silentStatuses: { silentStatuses: 'submitting' },
  archiveDays: { archiveDays: 0 },
  sweepIntervalMinutes: { sweepIntervalMinutes: 5 },
  sweepHelpers: { sweepHelpers: 3 },
  webhookDeliverers: { webhookDeliverers: 4 },
  creditsThreshold: { creditsThreshold: 500 },
  monitoring: { monitoring: false },
  alarmTopicArn: { alarmTopicArn: 'arn:aws:sns:eu-central-2:123456789012:on-call' },
};

/** The settings that change which resources there are, in all combinations. */
const STRUCTURAL = ['gatewaySecretName', 'domainName', 'encryptionKeyArn', 'archiveDays', 'monitoring'] as const;

const pairs = STRUCTURAL.flatMap((first, index) =>
  STRUCTURAL.slice(index + 1).map((second): [string, Context] => [
    `${first} and ${second}`,
    { ...OTHER[first], ...OTHER[second] },
  ]),
);

interface Exchange {
  /** The resource behind each export, with the properties that cannot change without replacing it. */
  readonly exported: ReadonlyMap<string, string>;
  readonly imported: ReadonlySet<string>;
}

/** What the stacks of a stage import from each other. */
const exchangeOf = (context: Context): Exchange =>
  withApp({ stage: 'prod', ...context }, (app) => {
    addDeployment(app, { settings: parseSettings(app.node.getAllContext()), codeOf: noCode });
    return exchangeIn(app.synth().stacks.map(({ template }) => template));
  });

const exchangeIn = (templates: readonly Template[]): Exchange => ({
  exported: new Map(templates.flatMap(exportsIn)),
  imported: new Set(templates.flatMap((template) => importsIn(JSON.stringify(template)))),
});

const exportsIn = ({ Resources, Outputs = {} }: Template): [string, string][] =>
  Object.values(Outputs).flatMap(({ Export, Value }): [string, string][] => {
    if (Export === undefined) return [];
    const [resource = ''] = Object.values(Object(Value)).flat().map(String);
    const { Properties = {} } = Resources[resource] ?? {};
    // A resource with another name or other keys is another resource.
    const identity = Object.entries(Properties).filter(([property]) => /^(Name|.*[a-z]Name|KeySchema)$/.test(property));
    return [[String(Export.Name), JSON.stringify([Value, identity])]];
  });

const importsIn = (template: string): string[] =>
  [...template.matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name = '']) => name);

const PRESENT: readonly [string, Context][] = [['no setting', {}], ...Object.entries(OTHER), ...pairs];
const exchanges = PRESENT.map(([name, context]) => ({ name, ...exchangeOf(context) }));

/**
 * The exports of the deployed stacks that a deploy with other settings would remove or change while they are imported.
 */
const refused = ({ imported, exported }: Exchange): string[] =>
  exchanges.flatMap((after) =>
    [...imported]
      .filter((name) => after.exported.get(name) !== exported.get(name))
      .map((name) => `${after.name}: ${name}`),
  );

/**
 * CloudFormation neither deletes nor changes an export that a stack imports, and it deploys the exporting stack first.
 */
describe.each(exchanges)('a deployment with $name changed', (exchange) => {
  it('imports what its stacks export', () => {
    expect([...exchange.imported].filter((name) => !exchange.exported.has(name))).toEqual([]);
  });

  it('takes each other setting', () => {
    expect(refused(exchange)).toEqual([]);
  });
});

describe.each(Object.entries(await releasedTemplates()).filter(([name]) => name.startsWith('the app')))(
  'the last version, %s,',
  (_, templates) => {
    it('is upgraded and takes each setting by one deploy', () => {
      expect(refused(exchangeIn(Object.values(templates)))).toEqual([]);
    });
  },
);

it('the stacks do hand things to each other', () => {
  expect(exchanges[0]?.imported.size).toBeGreaterThan(10);
});
