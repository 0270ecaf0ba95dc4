/** The reference of the cold start: what every function needs at least. */
export { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export { EventBridgeClient } from '@aws-sdk/client-eventbridge';
export { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
