import { Duration } from 'aws-cdk-lib';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { followUpSeconds } from '../../functions/contract/follow-ups.ts';
import type { Settings } from '../settings.ts';
import { FollowUps } from './follow-ups.ts';
import { GatewayBus } from './gateway-bus.ts';
import type { GatewayData } from './gateway-data.ts';
import { type DeadLetters, GatewayMetrics } from './gateway-metrics.ts';
import { Lifecycle } from './lifecycle.ts';
import { grantLeavingJobs, SendRequests } from './send-requests.ts';
import { giveSendRules } from './send-rules.ts';
import { type CodeOf, ServiceFunction } from './service-function.ts';
import { StatusSweep, SWEEP_TIMEOUT } from './status-sweep.ts';
import { DELIVER_TIMEOUT, giveReach, grantWaking, WebhookDeliveries } from './webhook-deliveries.ts';

const PUBLISH = 'events/publish-lifecycle';
const SEND = 'events/send-requested';
const SWEEP = 'events/sweep-statuses';
const DELIVER = 'events/deliver-webhooks';

/** The entries to bundle for this construct. */
export const EVENT_ENTRIES: readonly string[] = [PUBLISH, SEND, SWEEP, DELIVER];

export interface GatewayEventsProps {
  readonly data: GatewayData;
  readonly codeOf: CodeOf;
  readonly settings: Settings;
}

/** Everything that happens without an HTTP request: events, requests to send by event, the sweeps, and deliveries to webhooks. */
export class GatewayEvents extends Construct {
  readonly bus: GatewayBus;
  readonly requests: SendRequests;
  readonly lifecycle: Lifecycle;
  readonly publisher: ServiceFunction;
  readonly sender: ServiceFunction;
  readonly sweeper: ServiceFunction;
  readonly deliverer: ServiceFunction;
  readonly metrics: GatewayMetrics;

  constructor(scope: Construct, id: string, { data, codeOf, settings }: GatewayEventsProps) {
    super(scope, id);
    const { accounts, messages, deliveries, upstream } = data;
    this.bus = new GatewayBus(this, 'Events', settings);
    this.requests = new SendRequests(this, 'Requests', { bus: this.bus.bus, settings });
    this.lifecycle = new Lifecycle(this, 'Lifecycle', settings);
    const followUps = new FollowUps(this, 'FollowUps', {
      delay: Duration.seconds(followUpSeconds),
      settings,
    });

    this.publisher = new ServiceFunction(this, 'PublishLifecycle', {
      entry: PUBLISH,
      description: "Publishes changes of messages' records",
      codeOf,
      settings,
    });
    this.bus.grantPublishing(this.publisher);
    followUps.grantAsking(this.publisher);
    accounts.grantWatchingCredits(this.publisher);
    accounts.grantCounting(this.publisher);
    this.lifecycle.deliver(messages, this.publisher);

    this.sender = new ServiceFunction(this, 'SendRequested', {
      entry: SEND,
      description: 'Sends the messages that events ask for',
      codeOf,
      settings,
    });
    accounts.grantLookup(this.sender);
    accounts.grantCharging(this.sender);
    accounts.grantNotingCalls(this.sender);
    accounts.grantLookingAtSuppressions(this.sender);
    messages.grantRecording(this.sender);
    upstream.grantCalling(this.sender);
    giveSendRules(this.sender, settings);
    grantLeavingJobs(this.sender, settings);
    this.bus.grantPublishing(this.sender);
    this.requests.deliverTo(this.sender);

    // Both publish events, and so record deliveries to webhooks for them.
    for (const fn of [this.publisher, this.sender]) {
      accounts.grantLookingAtWebhooks(fn);
      deliveries.grantRecording(fn);
      grantWaking(fn, settings);
    }

    this.sweeper = new ServiceFunction(this, 'SweepStatuses', {
      entry: SWEEP,
      description: 'Brings the open messages up to date with the upstream gateway',
      timeout: SWEEP_TIMEOUT,
      // 0.58 of a processor. That is enough for the 10,000 statuses a second that ten calls at once to the upstream gateway bring
      // (`npm run bench -- sweep`). More would cost more, because a look mostly waits.
      memorySize: 1024,
      // A follow-up asks for the next one; functions/bus/follow-up.ts says what ends the chain. A sweep asks helpers, which ask none.
      recursiveLoop: RecursiveLoop.ALLOW,
      codeOf,
      settings,
    });
    accounts.grantCharging(this.sweeper);
    accounts.grantNotingCalls(this.sweeper);
    accounts.grantLookingAtSuppressions(this.sweeper);
    messages.grantSweeping(this.sweeper);
    upstream.grantCalling(this.sweeper);
    followUps.grantAsking(this.sweeper);
    new StatusSweep(this, 'Sweep', { fn: this.sweeper, followUps, settings });

    this.deliverer = new ServiceFunction(this, 'DeliverWebhooks', {
      entry: DELIVER,
      description: "Posts news of messages to accounts' webhooks",
      timeout: DELIVER_TIMEOUT,
      // A round asks for the next one if it had no time for something that is due: functions/events/deliver-webhooks.ts.
      recursiveLoop: RecursiveLoop.ALLOW,
      codeOf,
      settings,
    });
    accounts.grantKeepingWebhooks(this.deliverer);
    deliveries.grantDelivering(this.deliverer);
    grantWaking(this.deliverer, settings);
    giveReach(this.deliverer, settings);
    this.bus.grantPublishing(this.deliverer);
    new WebhookDeliveries(this, 'Deliveries', settings).deliverTo(this.deliverer);

    const { stage, eventBusName } = settings;
    this.metrics = new GatewayMetrics({ stage, eventBusName, deadLetters: this.deadLetters });
  }

  get functions(): readonly ServiceFunction[] {
    return [this.sweeper, this.publisher, this.sender, this.deliverer];
  }

  /** The queues in which nothing should ever be. */
  get deadLetters(): DeadLetters {
    const { deadLetters: requests, undelivered } = this.requests;
    return { requests, undelivered, lifecycle: this.lifecycle.deadLetters };
  }
}
