import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Whether a write was carried out: it was not where its condition does not hold. Other errors are thrown. */
export const isCarriedOut = (write: Promise<unknown>): Promise<boolean> =>
  write.then(
    () => true,
    (error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    },
  );
