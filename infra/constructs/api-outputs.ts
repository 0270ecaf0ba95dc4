import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { GatewayApi } from './gateway-api.ts';

/** Puts out where the doors are that are called, and what a domain name of one's own must point at. */
export function outputApi(scope: Construct, { url, xmlRpcUrl, domainTarget }: GatewayApi): void {
  new CfnOutput(scope, 'ApiUrl', { value: url });
  new CfnOutput(scope, 'XmlRpcUrl', { value: xmlRpcUrl });
  if (domainTarget !== undefined) new CfnOutput(scope, 'DomainTarget', { value: domainTarget });
}
