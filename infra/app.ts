import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleFunctions } from './bundle.ts';
import { API_ENTRIES } from './constructs/gateway-api.ts';
import { EVENT_ENTRIES } from './constructs/gateway-events.ts';
import { parseSettings, type Settings, SettingsError } from './settings.ts';
import { addDeployment } from './stacks/deployment.ts';

const app = new App();
const settings = settingsOf(app);

const bundles = await bundleFunctions([...API_ENTRIES, ...EVENT_ENTRIES]);
try {
  addDeployment(app, { settings, codeOf: (entry) => Code.fromAsset(bundles.folder(entry)) });
  app.synth();
} finally {
  await bundles.remove();
}

/** Prints wrong settings without a stack trace, because they are no defect of this program. */
function settingsOf(app: App): Settings {
  try {
    return parseSettings(app.node.getAllContext());
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
