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

/** A gateway, of this app or deployed by another. */
export interface ISmsGateway extends IConstruct {
  /** Where the gateway's events are: messages' status, credits, health. */
  readonly bus: IEventBus;
  /** Where requests to send wait. Rules reach it by an SmsTarget. */
  readonly requestQueue: IQueue;
  /** Where EventBridge leaves what it could not put there: the dead-letter queue of SmsTargets, unless they name another. */
  readonly undeliveredRequests: IQueue;
  /**
   * Lets a principal send: put `{"id", "source", "detail": {"account", "to", "text", …}}` on `requestQueue`. The same id
   * from the same source is sent once, and so is the same `idempotencyKey` in `detail`. For what calls the HTTPS API, an API key is what lets it send.
   */
  grantSend(grantee: IGrantable): Grant;
  /** Lets a principal put `SMS Send Requested` events on `bus`, and no other ones. */
  grantPutRequests(grantee: IGrantable): Grant;
}

export interface SmsGatewayProps extends Partial<Omit<Settings, 'stage' | 'monitoring' | 'alarmTopicArn'>> {
  /**
   * The `stage` in the metrics. In `dev`, everything is destroyed with the stack; in any other, records, accounts,
   * credentials, logs and dead letters are kept.
   * @default prod
   */
  readonly stage?: string;
  /**
   * Where the functions' code comes from, by entry: `api/send`.
   * @default the bundles that this package brings
   */
  readonly codeOf?: CodeOf;
}

abstract class SmsGatewayBase extends Construct implements ISmsGateway {
  abstract readonly bus: IEventBus;
  abstract readonly requestQueue: IQueue;
  abstract readonly undeliveredRequests: IQueue;
  /** What `requestQueue` is encrypted with, if it is a key of the customer's. */
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
 * A whole SMS gateway: HTTPS API, event bus, records, status sweeps. Its credentials' secret is to be filled by hand, and
 * its accounts are made by this package's command: `npx textgate admin account create --stack …`, with the name of the stack.
 */
export class SmsGateway extends SmsGatewayBase {
  readonly bus: IEventBus;
  readonly requestQueue: IQueue;
  readonly undeliveredRequests: IQueue;
  readonly encryptionKeyArn: string | undefined;
  readonly api: HttpApi;
  /** Of the HTTPS API. */
  readonly url: string;
  /** Of the XML-RPC interface. */
  readonly xmlRpcUrl: string;
  /** What the DNS record of `domainName` must point at, if there is one. */
  readonly domainTarget: string | undefined;
  /** The secret `{"user", "password"}` of the upstream gateway: its ARN, or the name that `gatewaySecretName` gives. */
  readonly gatewaySecretArn: string;
  readonly #events: GatewayEvents;

  /**
   * A gateway that is deployed in this account and region, by its bus.
   * @param eventBusName as the deployment's setting of this name
   * @param encryptionKeyArn as well; without it, `grantSend` cannot let anyone use the key
   */
  static fromEventBusName(
    scope: Construct,
    id: string,
    eventBusName = 'sms-gateway',
    encryptionKeyArn?: string,
  ): ISmsGateway {
    return new ImportedSmsGateway(scope, id, eventBusName, encryptionKeyArn);
  }

  /** @throws SettingsError naming every property that is not usable */
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

  /** Messages that the gateway or the networks did not deliver. */
  metricFailedMessages(options?: MetricOptions): Metric {
    return this.#events.metrics.failedMessages(options);
  }

  /** Messages whose phone was not reached in time, that were never handed over, or of which no news came for 72 hours. */
  metricExpiredMessages(options?: MetricOptions): Metric {
    return this.#events.metrics.expiredMessages(options);
  }

  /** Messages of which nobody knows whether they were sent. */
  metricIndeterminateMessages(options?: MetricOptions): Metric {
    return this.#events.metrics.indeterminateMessages(options);
  }

  /** Seconds since the oldest message that is not final was due. Those of three days are closed. */
  metricOldestOpenMessage(options?: MetricOptions): Metric {
    return this.#events.metrics.oldestOpenMessage(options);
  }

  /** The sweeps of the schedule that came to their end: none, and messages' status no longer changes. */
  metricFinishedSweeps(options?: MetricOptions): Metric {
    return this.#events.metrics.finishedSweeps(options);
  }

  /** 1 while the upstream gateway does not answer, 0 while it does. */
  metricGatewayUnreachable(options?: MetricOptions): Metric {
    return this.#events.metrics.gatewayUnreachable(options);
  }

  /** 1 while the upstream gateway refuses the user and password in the secret, else 0; asked once an hour, and by every sweep while it is down. */
  metricGatewayLoginRefused(options?: MetricOptions): Metric {
    return this.#events.metrics.gatewayLoginRefused(options);
  }

  /** Calls of the XML-RPC interface that ended with a fault of ours: HTTP's own metrics do not know them. */
  metricXmlRpcFaults(options?: MetricOptions): Metric {
    return this.#events.metrics.xmlRpcFaults(options);
  }

  /** Milliseconds from the upstream gateway's change to the record; the median. */
  metricStatusLag(options?: MetricOptions): Metric {
    return this.#events.metrics.statusLag(options);
  }

  /** What is left at the upstream gateway; read once an hour. */
  metricCredits(options?: MetricOptions): Metric {
    return this.#events.metrics.credits(options);
  }

  /** Calls of webhooks' receivers that failed. Most are made again. */
  metricFailedWebhookAttempts(options?: MetricOptions): Metric {
    return this.#events.metrics.failedWebhookAttempts(options);
  }

  /** Deliveries to webhooks that were given up. Their accounts can redeliver them. */
  metricFailedWebhookDeliveries(options?: MetricOptions): Metric {
    return this.#events.metrics.failedWebhookDeliveries(options);
  }

  /** Webhooks that were disabled because their receiver answered 410, or with nothing but failures for five days. */
  metricDisabledWebhooks(options?: MetricOptions): Metric {
    return this.#events.metrics.disabledWebhooks(options);
  }

  /** Rounds of deliveries to webhooks that failed: to Lambda they are runs like any other. */
  metricFailedWebhookRounds(options?: MetricOptions): Metric {
    return this.#events.metrics.failedWebhookRounds(options);
  }

  /** Requests to send that were given up: what waits in their dead-letter queue. */
  metricDeadRequests(options?: MetricOptions): Metric {
    return this.#events.metrics.deadRequests(options);
  }

  /** Requests to send that EventBridge could not deliver: what waits in their dead-letter queue. */
  metricUndeliveredRequests(options?: MetricOptions): Metric {
    return this.#events.metrics.undeliveredRequests(options);
  }

  /** Events that were not published: what waits in their dead-letter queue. */
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
