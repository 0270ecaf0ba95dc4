import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../infra/settings.ts';

describe('settings', () => {
  it('have defaults for everything', () => {
    expect(parseSettings({})).toStrictEqual({
      stage: 'dev',
      gatewayUrl: 'https://sms.netoxygen.ch/api2/',
      numberRegion: 'CH',
      allowedCountries: ['CH', 'DE', 'FR', 'IT', 'AT', 'LI'],
      retentionDays: 90,
      indexes: ['reference'],
      maxSegments: 10,
      storeText: true,
      corsOrigins: [],
      console: true,
      xmlRpcSender: 'textobox.ch',
      loginFailures: 5,
      throttleRate: 50,
      throttleBurst: 100,
      logLevel: 'info',
      logRetentionDays: 30,
      tracing: false,
      eventBusName: 'sms-gateway',
      requestConcurrency: 2,
      silentStatuses: [],
      archiveDays: 30,
      sweepIntervalMinutes: 1,
      sweepHelpers: 0,
      webhookDeliverers: 1,
      creditsThreshold: 100,
      monitoring: true,
    });
  });

  it('are read from strings, as -c gives them', () => {
    const settings = parseSettings({ retentionDays: '30', allowedCountries: 'CH, LI', monitoring: 'false' });

    expect(settings).toMatchObject({ retentionDays: 30, allowedCountries: ['CH', 'LI'], monitoring: false });
  });

  it('report every problem at once', () => {
    const context = {
      stage: 'Prod!',
      retentionDays: 'soon',
      maxSegments: 11,
      allowedCountries: ['ch'],
      logRetentionDays: 2,
    };

    expect(() => parseSettings(context)).toThrow(
      [
        'Correct these settings (in cdk.json, by -c name=value, or as properties of SmsGateway):',
        'stage: "Prod!" must be up to 20 lower-case letters, digits and hyphens, and begin with a letter.',
        'allowedCountries.0: "ch" must be the ISO 3166 code of a country, like CH or GB.',
        'retentionDays: "soon" must be a whole number.',
        'maxSegments: 11 must be at most 10.',
        'logRetentionDays: 2 must be a period that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, …',
      ].join('\n  - '),
    );
  });

  it('keep the news of a final status from being left out', () => {
    expect(parseSettings({ silentStatuses: 'submitting,queued' }).silentStatuses).toEqual(['submitting', 'queued']);
    expect(() => parseSettings({ silentStatuses: ['failed'] })).toThrow(
      'silentStatuses.0: "failed" must be one of accepted, submitting',
    );
  });

  it('refuse a misspelt name, and leave the CDK its own', () => {
    expect(() => parseSettings({ retentionDay: 5 })).toThrow('retentionDay: There is no such setting.');
    const ofTheCdk = { 'aws:cdk:bundling-stacks': ['**'], '@aws-cdk/core:x': true, 'cli-telemetry': false };
    expect(() => parseSettings({ ...ofTheCdk, 'acknowledged-issue-numbers': [1] })).not.toThrow();
  });

  it.each(['gateway-url', 'retention.days', ''])('refuse %j, which is neither ours nor the CDK’s', (name) => {
    expect(() => parseSettings({ [name]: 'x' })).toThrow('There is no such setting.');
  });

  it.each(['sms/credentials', 'my-secret-AbCdEf', 'a_b+c=d.e@f'])('take the secret %s', (gatewaySecretName) => {
    expect(parseSettings({ gatewaySecretName })).toMatchObject({ gatewaySecretName });
  });

  it.each([
    '',
    'arn:aws:secretsmanager:eu-central-2:123456789012:secret:sms-AbCdEf',
    'sms credentials',
    'x'.repeat(513),
  ])('refuse the secret %s, which is no name of one', (gatewaySecretName) => {
    expect(() => parseSettings({ gatewaySecretName })).toThrow(
      /^ {2}- gatewaySecretName: ".*" must be the name of a secret \(not its ARN\)/m,
    );
  });

  it('refuse a topic that is no ARN, and a bus that could not name a queue', () => {
    const context = { alarmTopicArn: 'on-call', eventBusName: 'sms.gateway' };

    expect(() => parseSettings(context)).toThrow(
      /eventBusName: "sms.gateway" must be .*\n.*alarmTopicArn: "on-call" must be/,
    );
  });

  it.each([
    [{ domainName: 'sms.example.com' }, 'domainName: Set domainName and certificateArn together.'],
    [
      { certificateArn: 'arn:aws:acm:eu-central-2:123456789012:certificate/1-2' },
      'domainName: Set domainName and certificateArn together.',
    ],
    [{ domainName: 'https://sms.example.com/' }, 'domainName: "https://sms.example.com/" must be a host name'],
    [
      { domainName: 'sms.example.com', certificateArn: 'mine' },
      'certificateArn: "mine" must be the ARN of a certificate in ACM.',
    ],
    [{ loginFailures: 0 }, 'loginFailures: 0 must be at least 1.'],
    [{ loginFailures: '1001' }, 'loginFailures: 1001 must be at most 1000.'],
    [{ xmlRpcSender: 'much too long a name' }, 'xmlRpcSender: "much too long a name" must be up to'],
    [{ numberRegion: 'UK' }, 'numberRegion: "UK" must be the ISO 3166 code of a country'],
    [{ allowedCountries: 'CH,UK' }, 'allowedCountries.1: "UK" must be the ISO 3166 code of a country'],
    // A message may be open for 72 hours.
    [{ retentionDays: 3 }, 'retentionDays: 3 must be at least 4.'],
  ])('refuse %j', (context, problem) => {
    expect(() => parseSettings(context)).toThrow(problem);
  });

  it.each([
    'arn:aws:kms:eu-central-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab',
  ])('take the key %j', (encryptionKeyArn) => {
    expect(parseSettings({ encryptionKeyArn })).toMatchObject({ encryptionKeyArn });
  });

  it.each([
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    'alias/sms',
    'arn:aws:kms:eu-central-2:123456789012:alias/sms',
    'arn:aws:kms:eu-central-2:123456789012:key/',
    'arn:aws:kms::123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws:sqs:eu-central-2:123456789012:sms',
    '',
  ])('refuse the key %j', (encryptionKeyArn) => {
    expect(() => parseSettings({ encryptionKeyArn })).toThrow('must be the ARN of a KMS key');
  });

  it.each(['http://sms.netoxygen.ch/api2/', 'ftp://localhost/', 'sms.netoxygen.ch', ''])(
    'refuse the gateway URL %j',
    (gatewayUrl) => {
      expect(() => parseSettings({ gatewayUrl })).toThrow('must be an https URL');
    },
  );

  it('let pages in by the origins that browsers name', () => {
    const corsOrigins = ['https://app.example.com', 'https://shop.example.com:8443', 'http://localhost:5173'];

    expect(parseSettings({ corsOrigins })).toMatchObject({ corsOrigins });
    expect(parseSettings({ corsOrigins: corsOrigins.join() })).toMatchObject({ corsOrigins });
    expect(parseSettings({ corsOrigins: '' })).toMatchObject({ corsOrigins: [] });
  });

  it('report an invalid origin together with all other mistakes', () => {
    const written = 'must be written without a path or slash, as browsers do: ';
    const mine = `${written}https://app.example.com`;
    const several = 'must name one host: * cannot be allowed. List each origin.';
    const none = 'must be an origin like https://app.example.com (http only for this machine).';
    const problems = {
      'https://app.example.com/': mine,
      'https://app.example.com/shop': mine,
      'https://app.example.com?x': mine,
      'https://me@app.example.com': mine,
      'https://app.example.com:443': mine,
      'https://App.example.com': mine,
      'https://büro.example.com': `${written}https://xn--bro-hoa.example.com`,
      '*': several,
      'https://*': several,
      'https://*.example.com': several,
      'http://app.example.com': none,
      'app.example.com': none,
      null: none,
      '': none,
    };

    expect(() => parseSettings({ stage: 'Prod!', corsOrigins: Object.keys(problems) })).toThrow(
      [
        'stage: "Prod!" must be up to 20 lower-case letters, digits and hyphens, and begin with a letter.',
        ...Object.entries(problems).map(([given, problem], place) => `corsOrigins.${place}: "${given}" ${problem}`),
      ].join('\n  - '),
    );
    expect(() => parseSettings({ corsOrigins: 'http://localhost,http://localhost' })).toThrow(
      'corsOrigins: must name each only once.',
    );
  });

  it('take a gateway without TLS on this machine only', () => {
    expect(parseSettings({ gatewayUrl: 'http://127.0.0.1:4701/api2/' }).gatewayUrl).toBe('http://127.0.0.1:4701/api2/');
  });
});
