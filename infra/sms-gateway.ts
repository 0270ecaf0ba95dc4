import { Arn, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import { requestedDetailType } from '../functions/contract/send-requested.ts';
import { outputApi } from './constructs/api-outputs.ts';
import { toSend } from './constructs/customer-key.ts';
import { outputData } from './constructs/data-outputs.ts';
import { GatewayApi } from './constructs/gateway-api.ts';
import { GatewayData } from './constructs/gateway-data.ts';
import { GatewayEvents } from './constructs/gateway-events.ts';
import { requestQueueName } from './constructs/send-requests.ts';
import type { CodeOf } from './constructs/service-function.ts';
import { undeliveredQueueName } from './constructs/undelivered-requests.ts';
import { prebuilt } from './prebuilt.ts';
import { parseSettings, type Settings } from './settings.ts';

/** A gateway: one of this app, or one that is deployed already. */
export interface ISmsGateway extends IConstruct {
  /** The bus with the gateway's events: status of messages, credits, health. */
  readonly bus: IEventBus;
  /** The queue in which requests to send wait. Rules reach it by an SmsTarget. */
  readonly requestQueue: IQueue;
  /** The queue for requests that EventBridge could not put into `requestQueue`. It is the dead-letter queue of SmsTargets, unless they name another. */
  readonly undeliveredRequests: IQueue;
  /**
   * Lets a principal send by putting `{"id", "source", "detail": {"account", "to", "text", …}}` on `requestQueue`. The same
   * id from the same source is sent once, and so is the same `idempotencyKey` in `detail`. A program that calls the HTTPS API
   * needs an API key instead.
   */
  grantSend(grantee: IGrantable): Grant;
  /** Lets a principal put `SMS Send Requested` events on `bus`, and no others. */
  grantPutRequests(grantee: IGrantable): Grant;
}

export interface SmsGatewayProps extends Partial<Omit<Settings, 'stage' | 'monitoring' | 'alarmTopicArn'>> {
  /**
   * The `stage` in the metrics. In `dev`, everything is destroyed with the stack. Any other stage keeps records, accounts,
   * credentials, logs and dead letters.
   * @default prod
   */
  readonly stage?: string;
  /**
   * Finds the functions' code by entry, like `api/send`.
   * @default the bundles that this package brings
   */
  readonly codeOf?: CodeOf;
}

abstract class SmsGatewayBase extends Construct implements ISmsGateway {
  abstract readonly bus: IEventBus;
  abstract readonly requestQueue: IQueue;
  abstract readonly undeliveredRequests: IQueue;
  /** The customer's key that encrypts `requestQueue`, if there is one. */
  abstract readonly encryptionKeyArn: string | undefined;

  grantSend(grantee: IGrantable): Grant {
    const send = { actions: ['sqs:SendMessage'], resource: this.requestQueue.queueArn, conditions: {} };
    return [send, ...toSend(this)]
      .map(({ actions, resource, conditions }) =>
        Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [resource], conditions }),
      )
      .reduce((all, grant) => all.combine(grant));
  }

  grantPutRequests(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['events:PutEvents'],
      resourceArns: [this.bus.eventBusArn],
      conditions: { StringEquals: { 'events:detail-type': requestedDetailType } },
    });
  }
}

/**
 * A whole SMS gateway: HTTPS API, XML-RPC interface, event bus, records, sweeps. You fill the secret with its credentials by
 * hand, and make its accounts with this package's command: `npx --no-install textgate admin account create --stack …`, with
 * the name of the stack.
 */
export class SmsGateway extends SmsGatewayBase {
  readonly bus: IEventBus;
  readonly requestQueue: IQueue;
  readonly undeliveredRequests: IQueue;
  readonly encryptionKeyArn: string | undefined;
  readonly api: HttpApi;
  /** The address of the HTTPS API. */
  readonly url: string;
  /** The address of the XML-RPC interface. */
  readonly xmlRpcUrl: string;
  /** What the DNS record of `domainName` must point at, if `domainName` is set. */
  readonly domainTarget: string | undefined;
  /** The secret `{"user", "password"}` of the upstream gateway: its ARN, or the name that `gatewaySecretName` gives. */
  readonly gatewaySecretArn: string;
  readonly #events: GatewayEvents;

  /**
   * A gateway that is deployed in this account and region, found by its bus.
   * @param eventBusName the deployment's setting of this name
   * @param encryptionKeyArn the deployment's setting of this name; without it, `grantSend` cannot grant the key
   */
  static fromEventBusName(
    scope: Construct,
    id: string,
    eventBusName = 'sms-gateway',
    encryptionKeyArn?: string,
  ): ISmsGateway {
    return new ImportedSmsGateway(scope, id, eventBusName, encryptionKeyArn);
  }

  /** @throws SettingsError naming every property that is wrong */
  constructor(scope: Construct, id: string, { codeOf = prebuilt, ...props }: SmsGatewayProps = {}) {
    super(scope, id);
    const settings = parseSettings({ ...props, stage: props.stage ?? 'prod' });
    const data = new GatewayData(this, 'Data', settings);
    outputData(this, data, settings);
    const api = new GatewayApi(this, 'Api', { data, codeOf, settings });
    this.#events = new GatewayEvents(this, 'Events', { data, codeOf, settings });
    // Through the interface: the CDK's own classes do not fit their interfaces under exactOptionalPropertyTypes.
    this.bus = EventBus.fromEventBusArn(this, 'Bus', this.#events.bus.bus.eventBusArn);
    this.requestQueue = this.#events.requests.queue;
    this.undeliveredRequests = this.#events.requests.undelivered;
    this.encryptionKeyArn = settings.encryptionKeyArn;
    this.api = api.http.api;
    this.url = api.url;
    this.xmlRpcUrl = api.xmlRpcUrl;
    this.domainTarget = api.domainTarget;
    outputApi(this, api);
    this.gatewaySecretArn = data.upstream.secretId;
  }

  /** Messages that the upstream gateway or the networks did not deliver. */
  metricFailedMessages(options?: MetricOptions): Metric {
    return this.#events.metrics.failedMessages(options);
  }

  /** Messages whose phone was not reached in time, that were never handed over, or that had no news for 72 hours. */
  metricExpiredMessages(options?: MetricOptions): Metric {
    return this.#events.metrics.expiredMessages(options);
  }

  /** Messages that may or may not have been sent: nobody knows. */
  metricIndeterminateMessages(options?: MetricOptions): Metric {
    return this.#events.metrics.indeterminateMessages(options);
  }

  /** Seconds since the oldest open message was due. Messages of three days are closed. */
  metricOldestOpenMessage(options?: MetricOptions): Metric {
    return this.#events.metrics.oldestOpenMessage(options);
  }

  /** Scheduled sweeps that finished. If there are none, the status of messages no longer changes. */
  metricFinishedSweeps(options?: MetricOptions): Metric {
    return this.#events.metrics.finishedSweeps(options);
  }

  /** 1 while the upstream gateway does not answer, 0 while it does. */
  metricGatewayUnreachable(options?: MetricOptions): Metric {
    return this.#events.metrics.gatewayUnreachable(options);
  }

  /** 1 while the upstream gateway refuses the user and password in the secret, else 0. The sweep asks once an hour, and each time while the gateway is down. */
  metricGatewayLoginRefused(options?: MetricOptions): Metric {
    return this.#events.metrics.gatewayLoginRefused(options);
  }

  /** Calls of the XML-RPC interface that ended with a fault for which textgate is to blame. The API's own metrics do not count them. */
  metricXmlRpcFaults(options?: MetricOptions): Metric {
    return this.#events.metrics.xmlRpcFaults(options);
  }

  /** Milliseconds from a change at the upstream gateway to its record; the median. */
  metricStatusLag(options?: MetricOptions): Metric {
    return this.#events.metrics.statusLag(options);
  }

  /** Credits left at the upstream gateway. The sweep reads them once an hour. */
  metricCredits(options?: MetricOptions): Metric {
    return this.#events.metrics.credits(options);
  }

  /** Attempts to deliver to a webhook that failed. Most are repeated. */
  metricFailedWebhookAttempts(options?: MetricOptions): Metric {
    return this.#events.metrics.failedWebhookAttempts(options);
  }

  /** Deliveries to webhooks that textgate gave up. Their accounts can redeliver them. */
  metricFailedWebhookDeliveries(options?: MetricOptions): Metric {
    return this.#events.metrics.failedWebhookDeliveries(options);
  }

  /** Webhooks that textgate disabled: their receiver answered 410, or had nothing but failures for five days. */
  metricDisabledWebhooks(options?: MetricOptions): Metric {
    return this.#events.metrics.disabledWebhooks(options);
  }

  /** Rounds of deliveries to webhooks that failed. Lambda counts them as successful runs. */
  metricFailedWebhookRounds(options?: MetricOptions): Metric {
    return this.#events.metrics.failedWebhookRounds(options);
  }

  /** Requests to send in the dead-letter queue: textgate gave them up. */
  metricDeadRequests(options?: MetricOptions): Metric {
    return this.#events.metrics.deadRequests(options);
  }

  /** Requests to send that EventBridge could not put into their queue, and left in another. */
  metricUndeliveredRequests(options?: MetricOptions): Metric {
    return this.#events.metrics.undeliveredRequests(options);
  }

  /** Dead letters of changes whose events were not published. */
  metricDeadEvents(options?: MetricOptions): Metric {
    return this.#events.metrics.deadEvents(options);
  }
}

class ImportedSmsGateway extends SmsGatewayBase {
  readonly bus: IEventBus;
  readonly requestQueue: IQueue;
  readonly undeliveredRequests: IQueue;
  readonly encryptionKeyArn: string | undefined;

  constructor(scope: Construct, id: string, eventBusName: string, encryptionKeyArn?: string) {
    super(scope, id);
    this.encryptionKeyArn = encryptionKeyArn;
    const queueNamed = (queueId: string, resource: string) =>
      Queue.fromQueueArn(this, queueId, Arn.format({ service: 'sqs', resource }, Stack.of(this)));
    this.bus = EventBus.fromEventBusName(this, 'Bus', eventBusName);
    this.requestQueue = queueNamed('RequestQueue', requestQueueName(eventBusName));
    this.undeliveredRequests = queueNamed('UndeliveredRequests', undeliveredQueueName(eventBusName));
  }
}
