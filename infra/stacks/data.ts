import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { outputData } from '../constructs/data-outputs.ts';
import { GatewayData } from '../constructs/gateway-data.ts';
import type { Settings } from '../settings.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Settings;
}

/** What outlives a deployment. */
export class DataStack extends Stack {
  readonly data: GatewayData;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    this.data = new GatewayData(this, 'Data', settings);
    outputData(this, this.data, settings);
    // Also when another secret is in use: the stacks that are deployed already still import this ARN, and Data is deployed first.
    this.exportValue(this.data.upstream.ownSecret.secretArn);
  }
}
