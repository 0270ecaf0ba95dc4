import { EndpointType, LambdaIntegration, ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { problem } from '../../functions/contract/problems.ts';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { answerWithFaults } from './gateway-faults.ts';
import type { ServiceFunction } from './service-function.ts';

/** The path of the gateway's own interface: named so, the stage gives the API's address that path. */
export const XML_RPC_PATH = 'api2';

/**
 * The address of the XML-RPC interface. A REST API, because an HTTP API hands `text/xml` on as UTF-8 text, and so loses
 * what is written in another charset: `binaryMediaTypes` has this one hand on the bytes as they came.
 */
export class XmlRpcApi extends Construct {
  readonly api: RestApi;
  readonly url: string;
  /** What answers calls. When it fails, the API answers for it, with HTTP 200. */
  readonly functions: ServiceFunction[] = [];

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.api = new RestApi(this, 'Rest', {
      restApiName: `textgate-${settings.stage}-xml-rpc`,
      description: "The gateway's own XML-RPC interface",
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: ['*/*'],
      // It would set the role of the whole AWS account.
      cloudWatchRole: false,
      deployOptions: {
        stageName: XML_RPC_PATH,
        throttlingRateLimit: settings.throttleRate,
        throttlingBurstLimit: settings.throttleBurst,
        metricsEnabled: false,
        tracingEnabled: settings.tracing,
      },
    });
    // An output that the CDK adds, beside ours.
    this.api.node.tryRemoveChild('Endpoint');
    // What it would say of another path, "Missing Authentication Token", leads people astray.
    this.api.addGatewayResponse('NotFound', {
      type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
      statusCode: '404',
      responseHeaders: { 'Content-Type': "'application/problem+json'" },
      templates: { 'application/json': JSON.stringify(problem('not-found', 'There is no such page.')) },
    });
    answerWithFaults(this.api);
    this.url = this.api.url;
  }

  /** Serves every method with the function: what is no POST has to be told so. */
  serve(fn: ServiceFunction): void {
    this.functions.push(fn);
    this.api.root.addMethod('ANY', new LambdaIntegration(fn, { allowTestInvoke: false }));
    acknowledge(this, 'Our function checks logins.', 'AwsSolutions-APIG4', 'AwsSolutions-COG4');
    acknowledge(this, 'Our function checks requests: they are XML.', 'AwsSolutions-APIG2');
    acknowledge(
      this,
      'Our function slows guessing down; a firewall is for the account to choose.',
      'AwsSolutions-APIG3',
    );
    acknowledge(this, 'A setting turns it on, with that of the functions.', 'Serverless-APIGWXrayEnabled');
    const reason = 'It would need a role set for the whole AWS account; our function logs every request.';
    acknowledge(this, reason, 'AwsSolutions-APIG1', 'AwsSolutions-APIG6', 'Serverless-APIGWAccessLogging');
  }
}
