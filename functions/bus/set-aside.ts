import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A record's place in the table's stream, and its id if that can be read. */
export interface UnreadableRecord {
  readonly sequence: string;
  readonly id: string | undefined;
}

/** Notes an unreadable record on the dead-letter queue, which has an alarm. @returns whether it is noted */
export type SetAside = (record: UnreadableRecord) => Promise<boolean>;

export const createSetAside = (
  client: Pick<SQSClient, 'send'>,
  queueUrl: string,
  /** Called with each record, and with the error if it could not be set aside. */
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
