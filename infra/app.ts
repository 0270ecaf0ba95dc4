import { App, Tags } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleFunctions } from './bundle.ts';
import { API_ENTRIES } from './constructs/gateway-api.ts';
import { EVENT_ENTRIES } from './constructs/gateway-events.ts';
import { isDisposable, parseSettings, type Settings, SettingsError } from './settings.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { EventsStack } from './stacks/events.ts';
import { MonitoringStack } from './stacks/monitoring.ts';

const app = new App();
const settings = settingsOf(app);
const stackName = (subject: string) => `textgate-${settings.stage}-${subject}`;
const terminationProtection = !isDisposable(settings);

const bundles = await bundleFunctions([...API_ENTRIES, ...EVENT_ENTRIES]);
try {
  const codeOf = (entry: string) => Code.fromAsset(bundles.folder(entry));
  const common = (subject: string) => ({ stackName: stackName(subject), terminationProtection, settings });
  const data = new DataStack(app, 'Data', common('data'));
  const { api } = new ApiStack(app, 'Api', { ...common('api'), data, codeOf });
  const { events } = new EventsStack(app, 'Events', { ...common('events'), data, codeOf });
  if (settings.monitoring) new MonitoringStack(app, 'Monitoring', { ...common('monitoring'), api, events });
  Tags.of(app).add('application', 'textgate');
  Tags.of(app).add('stage', settings.stage);
  app.synth();
} finally {
  await bundles.remove();
}

/** What is wrong with the settings is told without a stack trace: it is no mistake of this program. */
function settingsOf(app: App): Settings {
  try {
    return parseSettings(app.node.getAllContext());
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
