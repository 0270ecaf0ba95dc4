import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { anythingElse, type Route } from '../../functions/contract/route.ts';
import * as table from '../../functions/contract/routes.ts';
import { isDisposable, type Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { ServiceFunction } from './service-function.ts';

/** Enough to find a request in the function's own log, without address, headers, query string or path (which may contain an id). */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  responseBytes: '$context.responseLength',
  requestTime: '$context.requestTimeEpoch',
};

/**
 * Pages of the origins in the settings may call the API as a program does. There are no cookies: only the page's API key
 * counts. These pages may also call XML-RPC at this API's address. No page may call it at its own address.
 */
const corsPreflight = ({ corsOrigins }: Settings): CorsPreflightOptions => ({
  allowOrigins: [...corsOrigins],
  allowMethods: [...new Set(Object.values(table).map(({ method }) => CorsHttpMethod[method]))],
  allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
  exposeHeaders: ['apigw-requestid', 'idempotent-replayed', 'retry-after'],
  // Chromium caches no answer to a preflight for longer.
  maxAge: Duration.hours(2),
});

/** The HTTPS API. Browsers let pages of other origins call it if the settings name them. */
export class ServiceApi extends Construct {
  readonly url: string;
  readonly api: HttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.api = new HttpApi(this, 'Http', {
      apiName: `textgate-${settings.stage}`,
      createDefaultStage: false,
      ...(settings.corsOrigins.length > 0 && { corsPreflight: corsPreflight(settings) }),
    });
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: settings.logRetentionDays,
      removalPolicy: isDisposable(settings) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    acknowledge(this, 'The functions check API keys and logins.', 'AwsSolutions-APIG4');
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.throttleRate, burstLimit: settings.throttleBurst },
      // Explicit, because stages that are deployed already have these metrics. They cost money for each route, and no alarm reads them.
      detailedMetricsEnabled: false,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    this.url = this.stage.url;
  }

  /** Serves each route, or all paths without one, with the function. An HTTP API waits for it up to 30 s. */
  serve(fn: ServiceFunction, routes: readonly (Route | typeof anythingElse)[]): void {
    const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn);
    for (const route of routes) {
      if (route === anythingElse) {
        new HttpRoute(this, `${fn.node.id}Default`, { httpApi: this.api, routeKey: HttpRouteKey.DEFAULT, integration });
      } else {
        this.api.addRoutes({ path: route.path, methods: [HttpMethod[route.method]], integration });
      }
    }
  }
}
