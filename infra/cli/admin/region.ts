import { isCountry } from '../../../functions/messages/numbers.ts';
import { UsageError } from '../errors.ts';

/** For international numbers, which are read alike in every region. */
export const anyRegion = 'CH';

/** @throws UsageError if it is not the code of a country */
export const checkRegion = (region: string | undefined): void => {
  if (region !== undefined && !isCountry(region))
    throw new UsageError(`Unknown country "${region}". Give a code of two letters, as in --region CH.`);
};
