import { isCountry } from '../../../functions/messages/numbers.ts';
import { UsageError } from '../errors.ts';

/** International numbers are read alike in each region. */
export const anyRegion = 'CH';

/** @throws UsageError for a region that does not exist */
export const checkRegion = (region: string | undefined): void => {
  if (region !== undefined && !isCountry(region)) throw new UsageError(`There is no country "${region}".`);
};
