/**
 * US dollars, AWS's public on-demand list prices for us-east-1 as known in late 2025, written down from memory and not
 * looked up since: see https://aws.amazon.com/dynamodb/pricing/, /lambda/pricing/ and /sqs/pricing/. Without the free
 * tiers. eu-central-1 is about a fifth dearer for DynamoDB, and much the same for the others.
 */
export const prices = {
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  lambdaRequest: 0.2e-6,
  /** On arm64. */
  lambdaGbSecond: 13.3334e-6,
  fifoRequest: 0.5e-6,
  queueRequest: 0.4e-6,
} as const;
