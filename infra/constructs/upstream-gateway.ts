import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { isDisposable, type Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { customerKey, toRead } from './customer-key.ts';
import type { ServiceFunction } from './service-function.ts';

/** The gateway messages are handed to: its address, and the secret `{"user", "password"}` that opens it. */
export class UpstreamGateway extends Construct {
  readonly secretArn: string;
  /** The secret as a policy names it. */
  readonly #resource: string;
  readonly #url: string;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#url = settings.gatewayUrl;
    this.#settings = settings;
    if (settings.gatewaySecretName === undefined) {
      // A template must not hold credentials: this is a random password, until someone puts the real ones.
      const key = customerKey(this, settings);
      const secret = new Secret(this, 'Credentials', {
        description: 'The upstream SMS gateway: {"user", "password"}',
        generateSecretString: {
          secretStringTemplate: JSON.stringify({ user: 'unset' }),
          generateStringKey: 'password',
        },
        ...(key && { encryptionKey: key }),
        removalPolicy: isDisposable(settings) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      });
      const reason = 'The gateway has no call that changes its password: both are changed by hand.';
      acknowledge(secret, reason, 'AwsSolutions-SMG4');
      this.secretArn = secret.secretArn;
      this.#resource = secret.secretArn;
    } else {
      const secret = Secret.fromSecretNameV2(this, 'Credentials', settings.gatewaySecretName);
      this.secretArn = secret.secretArn;
      // Known by name alone, its ARN lacks the six random characters at the end.
      this.#resource = `${secret.secretArn}-??????`;
    }
  }

  /** Lets a function call the gateway. */
  grantCalling(fn: ServiceFunction): void {
    const statement = { actions: ['secretsmanager:GetSecretValue'], resource: this.#resource };
    fn.give({
      environment: { GATEWAY_URL: this.#url, GATEWAY_SECRET_ARN: this.secretArn },
      // A secret that was there before may be encrypted with the key as well.
      statements: [statement, ...toRead(this.#settings, 'secretsmanager')],
    });
  }
}
