import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { outputApi } from '../constructs/api-outputs.ts';
import { GatewayApi } from '../constructs/gateway-api.ts';
import type { CodeOf } from '../constructs/service-function.ts';
import type { Settings } from '../settings.ts';
import type { DataStack } from './data.ts';

export interface ApiStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
  readonly codeOf: CodeOf;
}

/** The doors that programs call: HTTPS and XML-RPC. */
export class ApiStack extends Stack {
  readonly api: GatewayApi;

  constructor(scope: Construct, id: string, { settings, data, codeOf, ...props }: ApiStackProps) {
    super(scope, id, props);
    this.api = new GatewayApi(this, 'Api', { data: data.data, codeOf, settings });

    outputApi(this, this.api);
    // For the monitoring stack. Also without it: one that is deployed already imports these until it is deleted.
    this.exportValue(this.api.http.api.apiId);
    for (const { functionName } of this.api.functions) this.exportValue(functionName);
  }
}
