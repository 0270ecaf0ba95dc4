import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { isDisposable, type Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { customerKey, toRead } from './customer-key.ts';
import type { ServiceFunction } from './service-function.ts';

/** The upstream gateway: its address, and the secret `{"user", "password"}` with textgate's login. */
export class Upstream extends Construct {
  /** How functions ask for the secret: by the ARN of the deployment's own, or by the name in the settings. */
  readonly secretId: string;
  readonly #settings: Settings;
  #ownSecret: Secret | undefined;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    // Not an ARN made of the name: if the name ends in a hyphen and six characters, Secrets Manager takes the ARN for complete.
    this.secretId = settings.gatewaySecretName ?? this.ownSecret.secretArn;
  }

  /** The deployment's own secret, which is made when someone asks for it. */
  get ownSecret(): Secret {
    this.#ownSecret ??= this.#createSecret();
    return this.#ownSecret;
  }

  /** Lets a function call the upstream gateway. */
  grantCalling(fn: ServiceFunction): void {
    const statement = { actions: ['secretsmanager:GetSecretValue'], resource: this.#secretArn };
    fn.give({
      // Secrets Manager takes a name too. The variable keeps the name that it has in deployed functions.
      environment: { GATEWAY_URL: this.#settings.gatewayUrl, GATEWAY_SECRET_ARN: this.secretId },
      // An existing secret may be encrypted with the customer's key too.
      statements: [statement, ...toRead(this.#settings, 'secretsmanager')],
    });
  }

  /** The secret's ARN in policies. For a secret known by name, the last six characters are placeholders. */
  get #secretArn(): string {
    const { gatewaySecretName } = this.#settings;
    if (gatewaySecretName === undefined) return this.ownSecret.secretArn;
    const secret = { service: 'secretsmanager', resource: `secret:${gatewaySecretName}-??????` };
    return Stack.of(this).formatArn(secret);
  }

  #createSecret(): Secret {
    const key = customerKey(this, this.#settings);
    // A template must not contain credentials: until someone fills in the real ones, the password is random.
    const secret = new Secret(this, 'Credentials', {
      description: 'The upstream SMS gateway: {"user", "password"}',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ user: 'unset' }),
        generateStringKey: 'password',
      },
      ...(key && { encryptionKey: key }),
      removalPolicy: isDisposable(this.#settings) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    const reason = 'The upstream gateway has no call that changes its password, so a person rotates it.';
    acknowledge(secret, reason, 'AwsSolutions-SMG4');
    return secret;
  }
}
