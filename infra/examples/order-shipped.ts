/** Tells a customer that the order is on its way, when the shop puts an event on the AWS account's default bus. */
import { Annotations, App, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
// In your own app: from 'textgate/infra'.
import { SmsGateway, SmsTarget } from '../index.ts';

interface OrderShippedProps extends StackProps {
  /** The account of textgate: `acc_…`. */
  readonly account: string;
}

export class OrderShippedStack extends Stack {
  constructor(scope: Construct, id: string, { account, ...props }: OrderShippedProps) {
    super(scope, id, props);
    const gateway = SmsGateway.fromEventBusName(this, 'Sms');

    const order = EventField.fromPath('$.detail.order');
    const shipped = new Rule(this, 'Shipped', {
      eventPattern: { source: ['shop'], detailType: ['Order Shipped'] },
      targets: [
        new SmsTarget(gateway, {
          account,
          to: EventField.fromPath('$.detail.customer.phone'),
          text: RuleTargetInput.fromText('Your order {order} is on its way.'),
          values: { order },
          sender: 'Shop',
          // After that the order has arrived, and the message is useless.
          validFor: Duration.hours(24),
          reference: order,
          // One message per order, even if the shop puts the event twice.
          idempotencyKey: `shipped-${order}`,
        }),
      ],
    });
    const reason = 'Order numbers are letters, digits and hyphens: EventBridge can put them into a longer key.';
    Annotations.of(shipped).acknowledgeWarning('textgate:fieldInLongerText', reason);
  }
}

const app = new App();
new OrderShippedStack(app, 'OrderShipped', { account: app.node.getContext('account') });
