import { EndpointType, LambdaIntegration, ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { problem } from '../../functions/contract/problems.ts';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { answerWithFaults } from './gateway-faults.ts';
import type { ServiceFunction } from './service-function.ts';

/** The path of the upstream gateway's own interface. The stage has this name, so the API's address has this path. */
export const XML_RPC_PATH = 'api2';

/**
 * The XML-RPC interface. It is a REST API, because an HTTP API passes `text/xml` on as UTF-8 text, and destroys documents in
 * another charset. With `binaryMediaTypes`, a REST API passes the bytes on unchanged.
 */
export class XmlRpcApi extends Construct {
  readonly api: RestApi;
  readonly url: string;
  /** The functions that answer calls. If one fails, the API answers in its place, with HTTP 200. */
  readonly functions: ServiceFunction[] = [];

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.api = new RestApi(this, 'Rest', {
      restApiName: `textgate-${settings.stage}-xml-rpc`,
      description: "The upstream gateway's own XML-RPC interface",
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: ['*/*'],
      // It would set a role for the whole AWS account.
      cloudWatchRole: false,
      deployOptions: {
        stageName: XML_RPC_PATH,
        throttlingRateLimit: settings.throttleRate,
        throttlingBurstLimit: settings.throttleBurst,
        metricsEnabled: false,
        tracingEnabled: settings.tracing,
      },
    });
    // An output that the CDK adds beside textgate's.
    this.api.node.tryRemoveChild('Endpoint');
    // API Gateway's own answer for other paths, "Missing Authentication Token", is misleading.
    this.api.addGatewayResponse('NotFound', {
      type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
      statusCode: '404',
      responseHeaders: { 'Content-Type': "'application/problem+json'" },
      templates: { 'application/json': JSON.stringify(problem('not-found', 'There is no such page.')) },
    });
    answerWithFaults(this.api);
    this.url = this.api.url;
  }

  /** Serves every method with the function, which explains to other methods than POST what is wrong. */
  serve(fn: ServiceFunction): void {
    this.functions.push(fn);
    this.api.root.addMethod('ANY', new LambdaIntegration(fn, { allowTestInvoke: false }));
    acknowledge(this, 'The function checks logins.', 'AwsSolutions-APIG4', 'AwsSolutions-COG4');
    acknowledge(this, 'The function checks requests: they are XML.', 'AwsSolutions-APIG2');
    acknowledge(
      this,
      'The function slows guessing down; a firewall is for the AWS account to choose.',
      'AwsSolutions-APIG3',
    );
    acknowledge(this, 'A setting turns it on, together with that of the functions.', 'Serverless-APIGWXrayEnabled');
    const reason = 'It would need a role for the whole AWS account; the function logs every request.';
    acknowledge(this, reason, 'AwsSolutions-APIG1', 'AwsSolutions-APIG6', 'Serverless-APIGWAccessLogging');
  }
}
