import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, expect, inject, test } from 'vitest';
import { SmsGateway } from '../../../../infra/index.ts';
import { CREDENTIALS, REGION } from '../../../../infra/local/aws-environment.ts';
import { adminOf } from '../../../support/stack/admin.ts';
import { noCode } from '../../../support/stack/synthesized.ts';

const emulatorUrl = inject('emulatorUrl');
const admin = adminOf(emulatorUrl);

/** Of somebody's own stack with a gateway in it: what holds its data, and all outputs that lead there. */
const templateOfData = (): string => {
  const stack = new Stack(new App(), 'Shop');
  new SmsGateway(stack, 'Sms', { codeOf: noCode, stage: 'dev' });
  const { Resources, Outputs } = Template.fromStack(stack).toJSON();
  const isOfData = (text: string) => text.includes('SmsData');
  return JSON.stringify({
    Resources: Object.fromEntries(Object.entries(Resources).filter(([id]) => isOfData(id))),
    Outputs: Object.fromEntries(
      Object.entries(Outputs).filter(([id, value]) => isOfData(JSON.stringify(value)) || id.includes('Retention')),
    ),
  });
};

beforeAll(async () => {
  const cloudFormation = new CloudFormationClient({ endpoint: emulatorUrl, region: REGION, credentials: CREDENTIALS });
  await cloudFormation.send(new CreateStackCommand({ StackName: 'Shop', TemplateBody: templateOfData() }));
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 60, minDelay: 1 }, { StackName: 'Shop' });
  cloudFormation.destroy();
});

test('a gateway in somebody’s own stack gets its first account and key', async () => {
  const account = await admin('account create --name Shop --stack Shop');
  const { key } = await admin(`key create --account ${account.id} --name web --stack Shop`);

  expect(key).toMatch(/^textgate_/);
  expect(await admin('account list --stack Shop')).toEqual([account]);
});

test('a number is forgotten in a gateway in somebody’s own stack', async () => {
  const { id } = await admin('account create --name Till --region CH --stack Shop');

  const nothing = { forgotten: 0, scheduled: [], waiting: [], unreadable: [] };
  expect(await admin(`forget 0791234567 --account ${id} --stack Shop`)).toEqual([{ account: id, ...nothing }]);
});

test('a stack that does not exist is told in a line', async () => {
  await expect(admin('account list --stack Nowhere')).rejects.toMatchObject({
    stderr: expect.stringMatching(/^Stack .*Nowhere.* does not exist\n$/),
  });
});
