import { Duration } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { source } from '../../functions/contract/events.ts';
import type { Settings } from '../settings.ts';
import { customerKey } from './customer-key.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * The bus for textgate's events and for requests to send. A customer's key encrypts its archive, but not the bus: EventBridge
 * gives up an event that it fails to encrypt, and anyone who makes a rule here would need the key.
 */
export class GatewayBus extends Construct {
  readonly bus: EventBus;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: settings.eventBusName,
      description: 'SMS: what becomes of messages, and requests to send them',
    });
    if (settings.archiveDays > 0) {
      const key = customerKey(this, settings);
      // Only textgate's own events: replaying a request to send is up to its sender. (bus.archive has no property for a key.)
      new Archive(this.bus, 'Archive', {
        sourceEventBus: this.bus,
        archiveName: `${settings.eventBusName}-events`.slice(0, 48),
        description: 'Events of textgate, to be replayed to consumers',
        eventPattern: { source: [source] },
        retention: Duration.days(settings.archiveDays),
        ...(key && { kmsKey: key }),
      });
    }
  }

  /** Lets a function put events on the bus. */
  grantPublishing(fn: ServiceFunction): void {
    const { silentStatuses } = this.#settings;
    fn.give({
      environment: {
        EVENT_BUS: this.bus.eventBusName,
        ...(silentStatuses.length > 0 && { SILENT_STATUSES: silentStatuses.join(',') }),
      },
      statements: [{ actions: ['events:PutEvents'], resource: this.bus.eventBusArn }],
    });
  }
}
