import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { isDisposable, type Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { customerKey, toRead } from './customer-key.ts';
import type { ServiceFunction } from './service-function.ts';

/** The gateway messages are handed to: its address, and the secret `{"user", "password"}` that opens it. */
export class Upstream extends Construct {
  /** What the secret is asked for by: the ARN of ours, or the name that the settings give. */
  readonly secretId: string;
  readonly #settings: Settings;
  #ownSecret: Secret | undefined;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    // Not an ARN made of the name: of a name that ends in a hyphen and six characters, Secrets Manager takes it for complete.
    this.secretId = settings.gatewaySecretName ?? this.ownSecret.secretArn;
  }

  /** The secret of the deployment's own, made when it is asked for. */
  get ownSecret(): Secret {
    this.#ownSecret ??= this.#createSecret();
    return this.#ownSecret;
  }

  /** Lets a function call the gateway. */
  grantCalling(fn: ServiceFunction): void {
    const statement = { actions: ['secretsmanager:GetSecretValue'], resource: this.#secretArn };
    fn.give({
      // Secrets Manager takes a name in its place. The variable is called as it was in functions that are deployed.
      environment: { GATEWAY_URL: this.#settings.gatewayUrl, GATEWAY_SECRET_ARN: this.secretId },
      // A secret that was there before may be encrypted with the key as well.
      statements: [statement, ...toRead(this.#settings, 'secretsmanager')],
    });
  }

  /** The secret as a policy names it: of one known by its name, with the six characters that its ARN ends in. */
  get #secretArn(): string {
    const { gatewaySecretName } = this.#settings;
    if (gatewaySecretName === undefined) return this.ownSecret.secretArn;
    const secret = { service: 'secretsmanager', resource: `secret:${gatewaySecretName}-??????` };
    return Stack.of(this).formatArn(secret);
  }

  #createSecret(): Secret {
    const key = customerKey(this, this.#settings);
    // A template must not hold credentials: this is a random password, until someone puts the real ones.
    const secret = new Secret(this, 'Credentials', {
      description: 'The upstream SMS gateway: {"user", "password"}',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ user: 'unset' }),
        generateStringKey: 'password',
      },
      ...(key && { encryptionKey: key }),
      removalPolicy: isDisposable(this.#settings) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    const reason = 'The gateway has no call that changes its password: both are changed by hand.';
    acknowledge(secret, reason, 'AwsSolutions-SMG4');
    return secret;
  }
}
