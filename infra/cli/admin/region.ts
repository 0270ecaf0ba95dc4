import { isCountry } from '../../../functions/messages/numbers.ts';
import { CommandError } from '../errors.ts';

/** International numbers are read alike in each region. */
export const anyRegion = 'CH';

/** @throws CommandError for a region that does not exist */
export const checkRegion = (region: string | undefined): void => {
  if (region !== undefined && !isCountry(region)) throw new CommandError(`There is no country "${region}".`);
};
