import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

const context = { account: 'acc_0123456789abcdefghijkl', onCall: '+41791234567,+41791234568' };

/** Runs an app as the CDK's command line does. */
async function synthesize(name: string, stack: string): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'textgate-example-'));
  try {
    const file = fileURLToPath(new URL(`../../infra/examples/${name}.ts`, import.meta.url));
    const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) };
    await run(process.execPath, [file], { env });
    return await readFile(join(outdir, `${stack}.template.json`), 'utf8');
  } finally {
    await rm(outdir, { recursive: true });
  }
}

describe('the examples', () => {
  it.each([
    [
      'on-call-alarm',
      'OnCallAlarm',
      ['aws.cloudwatch', 'ALARM <detail-alarmName>', '+41791234568', 'sms-gateway-requests'],
    ],
    ['order-shipped', 'OrderShipped', ['Order Shipped', '<detail-customer-phone>', 'sms-gateway-requests']],
    ['failed-messages', 'FailedMessages', ['SMS Message Status Changed', 'AWS::SQS::Queue', 'QueueUrl']],
  ])('%s is an app as it stands', async (name, stack, parts) => {
    const template = await synthesize(name, stack);

    for (const part of parts) expect(template).toContain(part);
  });
});
