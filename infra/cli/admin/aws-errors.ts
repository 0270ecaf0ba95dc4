import { CommandError, exitCodes, UsageError } from '../errors.ts';

/** Replaces errors of the AWS SDK that do not say what to do. */
export const withAdvice = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw (error instanceof Error && adviceFor(error)) || error;
  }
};

const adviceFor = (error: Error): CommandError | undefined => {
  if (error.message === 'Region is missing')
    return new UsageError(
      'No AWS region. Set AWS_REGION (AWS_DEFAULT_REGION is not read), or use --local for the local stack.',
    );
  if (error.name === 'CredentialsProviderError')
    return new UsageError('No AWS credentials. Set AWS_PROFILE, or use --local for the local stack.');
  if ('code' in error && error.code === 'ECONNREFUSED')
    return new CommandError(
      'DynamoDB or CloudFormation cannot be reached. If you used --local: is `npm start` still running?',
      exitCodes.unreachable,
    );
  return undefined;
};
