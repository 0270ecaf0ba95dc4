/*
 * Amazon's list prices in US dollars, first tier, without free tiers, taxes and discounts.
 *
 * The price list itself could not be read while textgate was developed. `from` says who read it, and when:
 *
 * list-1: readings of the price list API for us-east-1 of 2025-10-28, in a public repository (Lambda, EventBridge, CloudWatch)
 * list-2: readings of the price list for eu-central-1 of 2026-09-11, in a public repository (DynamoDB, Lambda, SQS, CloudWatch)
 * aws: aws.amazon.com/xray/pricing, /dynamodb/pricing, /api-gateway/pricing and docs.aws.amazon.com ("Cost optimization", API Gateway whitepaper),
 *   stored copies without a date, read 2026-11
 * airbyte: airbyte.com/data-engineering-resources/dynamodb-pricing, 2025-07: after the halving of November 2024
 * cloudburn: cloudburn.io/blog/amazon-sqs-pricing, 2026-03
 * factualminds: factualminds.com/blog on EventBridge's prices, 2026-06: publishing and archive
 * wagner: "High-level AWS cost benchmark in European regions", 2022-11, with AWS's own calculator
 * table: a table of prices for eu-central-1 in a public repository, without a date, read 2026-11 (CloudWatch, X-Ray)
 * hivebook: hivebook.wiki/wiki/aws-secrets-manager-rotated-secrets-dynamic-db-credentials-kms, read 2026-11
 * memory: written down from memory, without a source
 */

interface Price {
  /** The price of one unit in us-east-1. */
  readonly virginia: number;
  /** The price in eu-central-1 (Frankfurt), if it differs and is known. */
  readonly frankfurt?: number;
  /** The price is the same in all regions. */
  readonly everywhere?: true;
  readonly from: string;
}

const million = 1e6;

const list = {
  httpApiRequest: { virginia: 1 / million, from: 'aws' },
  /** For the XML-RPC interface. */
  restApiRequest: { virginia: 3.5 / million, from: 'aws' },
  lambdaRequest: { virginia: 0.2 / million, from: 'list-1, list-2' },
  /** On arm64. */
  lambdaGbSecond: { virginia: 0.0000133334, from: 'list-1, list-2' },
  writeUnit: { virginia: 0.625 / million, frankfurt: 0.7625 / million, from: 'airbyte, list-2' },
  readUnit: { virginia: 0.125 / million, frankfurt: 0.1525 / million, from: 'airbyte, list-2' },
  tableGbMonth: { virginia: 0.25, frankfurt: 0.306, from: 'aws, list-2' },
  recoveryGbMonth: { virginia: 0.2, frankfurt: 0.2448, from: 'memory, list-2' },
  /** For an event of up to 64 KB. */
  busEvent: { virginia: 1 / million, from: 'list-1, factualminds' },
  /** Archived, and then kept. */
  archivedGb: { virginia: 0.1, from: 'list-1, factualminds' },
  archiveGbMonth: { virginia: 0.023, from: 'list-1' },
  queueRequest: { virginia: 0.4 / million, from: 'cloudburn, list-2' },
  fifoRequest: { virginia: 0.5 / million, from: 'cloudburn' },
  loggedGb: { virginia: 0.5, frankfurt: 0.63, from: 'list-1, list-2' },
  logGbMonth: { virginia: 0.03, frankfurt: 0.0324, from: 'list-1, list-2' },
  trace: { virginia: 5 / million, everywhere: true, from: 'aws, table' },
  metricMonth: { virginia: 0.3, everywhere: true, from: 'list-1' },
  /** For each metric that it looks at. */
  alarmMetricMonth: { virginia: 0.1, everywhere: true, from: 'list-1, list-2' },
  dashboardMonth: { virginia: 3, everywhere: true, from: 'table' },
  secretMonth: { virginia: 0.4, everywhere: true, from: 'hivebook' },
  secretCall: { virginia: 0.05 / 10_000, everywhere: true, from: 'hivebook' },
  keyCall: { virginia: 0.03 / 10_000, everywhere: true, from: 'memory' },
  sentGb: { virginia: 0.09, everywhere: true, from: 'aws, wagner' },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof list;

export const regions = ['us-east-1', 'eu-central-2'] as const;
export type Region = (typeof regions)[number];

/**
 * No price of eu-central-2 (Zurich) was found, so this estimates it: in `wagner`, Zurich is about 9 % above Frankfurt for
 * each service. A price that is unknown for Frankfurt is taken from us-east-1.
 */
const zurichAboveFrankfurt = 1.09;

const priceIn: Readonly<Record<Region, (price: Price) => number>> = {
  'us-east-1': ({ virginia }) => virginia,
  'eu-central-2': ({ virginia, frankfurt = virginia, everywhere = false }) =>
    everywhere ? virginia : frankfurt * zurichAboveFrankfurt,
};

export const priceOf = (priced: Priced, region: Region): number => priceIn[region](list[priced]);
