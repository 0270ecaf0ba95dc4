import type { StreamEvent } from '../../../functions/events/publish-lifecycle.ts';

interface Description {
  readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] };
}

/** Reads a table's stream from its beginning, as Lambda's poller does. The emulator checks no signatures. */
export const readStream = async (endpoint: string, streamArn: string): Promise<StreamEvent> => {
  const call = async <Reply>(operation: string, input: unknown): Promise<Reply> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20300601/eu-central-1/dynamodb/aws4_request',
      },
      body: JSON.stringify(input),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${operation}: ${response.status} ${JSON.stringify(answer)}`);
    return answer as Reply;
  };

  const { StreamDescription } = await call<Description>('DescribeStream', { StreamArn: streamArn });
  const Records = [];
  for (const { ShardId } of StreamDescription.Shards) {
    const start = { StreamArn: streamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await call<{ ShardIterator: string }>('GetShardIterator', start);
    Records.push(...(await call<StreamEvent>('GetRecords', { ShardIterator })).Records);
  }
  return { Records };
};
