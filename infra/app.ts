import { App, Tags } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleFunctions } from './bundle.ts';
import { isDisposable, parseSettings } from './settings.ts';
import { API_ENTRIES, ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';

const app = new App();
const settings = parseSettings(app.node.getAllContext());
const stackName = (subject: string) => `textgate-${settings.stage}-${subject}`;
const terminationProtection = !isDisposable(settings);

const bundles = await bundleFunctions(API_ENTRIES);
try {
  const data = new DataStack(app, 'Data', { stackName: stackName('data'), terminationProtection, settings });
  new ApiStack(app, 'Api', {
    stackName: stackName('api'),
    terminationProtection,
    settings,
    data,
    codeOf: (entry) => Code.fromAsset(bundles.folder(entry)),
  });
  Tags.of(app).add('application', 'textgate');
  Tags.of(app).add('stage', settings.stage);
  app.synth();
} finally {
  await bundles.remove();
}
