import { App, Stack } from 'aws-cdk-lib';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { SmsGateway, type SmsGatewayProps } from '../../../infra/index.ts';
import { parseSettings } from '../../../infra/settings.ts';
import { addDeployment } from '../../../infra/stacks/deployment.ts';
import { KEY_ARN } from '../../infra/function-grants.ts';
import { noCode, withApp } from './synthesized.ts';
import type { Template, Templates } from './upgrade.ts';

/** Settings that change which resources there are, their names, or the keys that encrypt them. */
const SETTINGS = {
  'as it is': {},
  "with a customer's key": { encryptionKeyArn: KEY_ARN },
  'with a domain name': {
    domainName: 'sms.example.com',
    certificateArn: 'arn:aws:acm:eu-central-2:123456789012:certificate/0a1b',
  },
  'with a secret that was there before': { gatewaySecretName: 'sms/credentials' },
  'without monitoring': { monitoring: 'false' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

const PROPS = {
  'as it is': {},
  "with a customer's key": { encryptionKeyArn: KEY_ARN },
} as const satisfies Record<string, SmsGatewayProps>;

/**
 * The templates of each deployment that upgrades are tested on, by a description of the deployment. All keep their
 * data.
 */
export const deployments = (): Record<string, Templates> => {
  const apps = Object.entries(SETTINGS).map(
    ([name, settings]) => [`the app ${name}`, appTemplates({ stage: 'prod', ...settings })] as const,
  );
  const own = Object.entries(PROPS).map(([name, props]) => [`a stack of one's own ${name}`, ownStack(props)] as const);
  return Object.fromEntries([...apps, ...own]);
};

/** The templates of the app's stacks, by stack name. */
const appTemplates = (settings: Readonly<Record<string, string>>): Templates =>
  withApp(settings, (app) => {
    addDeployment(app, { settings: parseSettings(app.node.getAllContext()), codeOf: noCode });
    return Object.fromEntries(app.synth().stacks.map(({ stackName, template }) => [stackName, template]));
  });

/** A user's own stack with the gateway in it. */
export const ownStack = (props: SmsGatewayProps): Templates => {
  const stack = new Stack(new App(), 'Shop');
  new SmsGateway(stack, 'Sms', { codeOf: noCode, ...props });
  return { Shop: Synthesized.fromStack(stack).toJSON() as Template };
};
