/** Sends an SMS to the people on call when an alarm of this AWS account goes off. */
import { Annotations, App, Stack, type StackProps } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
// In your own app: from 'textgate/infra'.
import { SmsGateway, SmsTarget } from '../index.ts';

interface OnCallAlarmProps extends StackProps {
  /** The account of textgate: `acc_…`. */
  readonly account: string;
  /** The phone numbers of the people on call. */
  readonly onCall: readonly string[];
}

export class OnCallAlarmStack extends Stack {
  constructor(scope: Construct, id: string, { account, onCall, ...props }: OnCallAlarmProps) {
    super(scope, id, props);
    const gateway = SmsGateway.fromEventBusName(this, 'Sms');

    const alarm = EventField.fromPath('$.detail.alarmName');
    const rule = new Rule(this, 'AlarmGoesOff', {
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [
        new SmsTarget(gateway, {
          account,
          to: onCall,
          text: RuleTargetInput.fromText(`ALARM ${alarm}: ${EventField.fromPath('$.detail.state.reason')}`),
          reference: alarm,
        }),
      ],
    });
    // Give your alarms names without these characters, or send `$.detail.state.reason` alone.
    const reason = "CloudWatch's reasons have no quotation marks, backslashes or line ends.";
    Annotations.of(rule).acknowledgeWarning('textgate:fieldInLongerText', reason);
  }
}

const app = new App();
new OnCallAlarmStack(app, 'OnCallAlarm', {
  account: app.node.getContext('account'),
  onCall: app.node.getContext('onCall').split(','),
});
