import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Answers `false` if the write's condition did not hold. Other errors are thrown. */
export const isCarriedOut = (write: Promise<unknown>): Promise<boolean> =>
  write.then(
    () => true,
    (error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    },
  );
