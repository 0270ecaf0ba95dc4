import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { GatewayApi } from './gateway-api.ts';

/** Outputs the addresses of the APIs, and what the user's own domain name must point at. */
export function outputApi(scope: Construct, { url, xmlRpcUrl, domainTarget }: GatewayApi): void {
  new CfnOutput(scope, 'ApiUrl', { value: url });
  new CfnOutput(scope, 'XmlRpcUrl', { value: xmlRpcUrl });
  if (domainTarget !== undefined) new CfnOutput(scope, 'DomainTarget', { value: domainTarget });
}
