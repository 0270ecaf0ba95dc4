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

/** The entries to bundle for this. */
export const EVENT_ENTRIES: readonly string[] = [PUBLISH, SEND, SWEEP, DELIVER];

export interface GatewayEventsProps {
  readonly data: GatewayData;
  readonly codeOf: CodeOf;
  readonly settings: Settings;
}

/** Everything that happens without an HTTP request: news out, requests to send in, the sweeps, and the calls of webhooks. */
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
      description: "Publishes what changed in messages' records",
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

    // Both tell events, and so record what webhooks are to hear of them.
    for (const fn of [this.publisher, this.sender]) {
      accounts.grantLookingAtWebhooks(fn);
      deliveries.grantRecording(fn);
      grantWaking(fn, settings);
    }

    this.sweeper = new ServiceFunction(this, 'SweepStatuses', {
      entry: SWEEP,
      description: 'Brings the open messages up to date with the gateway',
      timeout: SWEEP_TIMEOUT,
      // 0.58 of a processor, which is what 10,000 statuses a second take, and as many as ten calls at once to the gateway
      // bring (`npm run bench -- sweep`). More would cost more: most of the time a look waits.
      memorySize: 1024,
      // A follow-up asks for the next, functions/bus/follow-up.ts says what ends them; a sweep asks for help, a helper does not.
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
      // A round asks for the next one while something is due that it has no time for: functions/events/deliver-webhooks.ts.
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

  /** Where there should be nothing, by what it would be. */
  get deadLetters(): DeadLetters {
    const { deadLetters: requests, undelivered } = this.requests;
    return { requests, undelivered, lifecycle: this.lifecycle.deadLetters };
  }
}
