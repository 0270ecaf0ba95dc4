import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { sweepMillis } from '../../functions/messages/time-budget.ts';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { FollowUps } from './follow-ups.ts';
import type { ServiceFunction } from './service-function.ts';

/** As long as the shortest interval, so that scheduled sweeps do not overlap. */
export const SWEEP_TIMEOUT = Duration.millis(sweepMillis);

export interface StatusSweepProps {
  readonly fn: ServiceFunction;
  readonly followUps: FollowUps;
  readonly settings: Settings;
}

/** Drives the sweep: the schedule for all open messages, and the follow-ups for the fresh ones. */
export class StatusSweep extends Construct {
  constructor(scope: Construct, id: string, { fn, followUps, settings }: StatusSweepProps) {
    super(scope, id);
    const { sweepIntervalMinutes, sweepHelpers, creditsThreshold } = settings;
    // Lambda repeats a failed sweep after a minute with the same time: it asks for what was due then. The next sweep may not.
    fn.configureAsyncInvoke({ retryAttempts: 1, maxEventAge: Duration.minutes(5) });
    fn.give({
      environment: {
        SWEEP_INTERVAL_MINUTES: String(sweepIntervalMinutes),
        CREDITS_THRESHOLD: String(creditsThreshold),
        SWEEP_HELPERS: String(sweepHelpers),
      },
      statements: [],
    });
    const schedule = new Rule(this, 'Schedule', {
      description: 'Brings the open messages up to date',
      schedule: Schedule.rate(Duration.minutes(sweepIntervalMinutes)),
      targets: [new LambdaFunction(fn, { retryAttempts: 1, maxEventAge: Duration.minutes(5) })],
    });
    const reason = 'The next sweep does what a lost one would have done.';
    acknowledge(schedule, reason, 'Serverless-EventBusDLQ');
    acknowledge(fn, reason, 'Serverless-LambdaAsyncFailureDestination');
    followUps.deliverTo(fn);
  }
}
