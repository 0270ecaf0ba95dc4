/** The reference of the cold start: what a function of ours cannot do without. */
export { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export { EventBridgeClient } from '@aws-sdk/client-eventbridge';
export { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
