import { type App, Tags } from 'aws-cdk-lib';
import type { CodeOf } from '../constructs/service-function.ts';
import { isDisposable, type Settings } from '../settings.ts';
import { ApiStack } from './api.ts';
import { DataStack } from './data.ts';
import { EventsStack } from './events.ts';
import { MonitoringStack } from './monitoring.ts';

export interface DeploymentProps {
  readonly settings: Settings;
  readonly codeOf: CodeOf;
}

/** Adds the stacks of a stage to an app. */
export function addDeployment(app: App, { settings, codeOf }: DeploymentProps): void {
  const stackName = (subject: string) => `textgate-${settings.stage}-${subject}`;
  const terminationProtection = !isDisposable(settings);
  const common = (subject: string) => ({ stackName: stackName(subject), terminationProtection, settings });

  const data = new DataStack(app, 'Data', common('data'));
  const { api } = new ApiStack(app, 'Api', { ...common('api'), data, codeOf });
  const { events } = new EventsStack(app, 'Events', { ...common('events'), data, codeOf });
  if (settings.monitoring) new MonitoringStack(app, 'Monitoring', { ...common('monitoring'), api, events });
  Tags.of(app).add('application', 'textgate');
  Tags.of(app).add('stage', settings.stage);
}
