import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Where a record stands in the table's stream, and which it is, so far as that can be read. */
export interface UnreadableRecord {
  readonly sequence: string;
  readonly id: string | undefined;
}

/** Puts a note of a record on the dead-letter queue, whose alarm calls somebody. Answers whether it is there. */
export type SetAside = (record: UnreadableRecord) => Promise<boolean>;

export const createSetAside = (
  client: Pick<SQSClient, 'send'>,
  queueUrl: string,
  /** Told of the record, and of the error where it could not be set aside. */
  log: (record: UnreadableRecord, error?: unknown) => void,
): SetAside => {
  return async (record) => {
    const MessageBody = JSON.stringify({ problem: 'The record cannot be read.', ...record });
    return client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody })).then(
      () => {
        log(record);
        return true;
      },
      (error: unknown) => {
        log(record, error);
        return false;
      },
    );
  };
};
