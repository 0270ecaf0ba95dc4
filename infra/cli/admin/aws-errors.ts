import { CommandError, exitCodes, UsageError } from '../errors.ts';

/** What the AWS SDK says of these does not tell what to do. */
export const inWords = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw (error instanceof Error && adviceFor(error)) || error;
  }
};

const adviceFor = (error: Error): CommandError | undefined => {
  if (error.message === 'Region is missing')
    return new UsageError('Which region? Set AWS_REGION (AWS_DEFAULT_REGION is not read), or use --local.');
  if (error.name === 'CredentialsProviderError')
    return new UsageError('No AWS credentials were found. Set AWS_PROFILE, or use --local.');
  if ('code' in error && error.code === 'ECONNREFUSED')
    return new CommandError(
      'Nothing answers where the tables should be. Of --local: is `npm start` still running?',
      exitCodes.unreachable,
    );
  return undefined;
};
