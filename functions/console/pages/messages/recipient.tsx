import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';

/** A recipient as people write it; where the number was deleted on request, that. */
export const Recipient = ({ to }: { readonly to: string }) =>
  to === 'forgotten' ? <em>{words.messages.forgotten}</em> : <bdi>{spacedNumber(to)}</bdi>;
