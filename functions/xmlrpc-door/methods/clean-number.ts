import type { Account } from '../../accounts/account.ts';
import { normalizeNumber } from '../../messages/numbers.ts';
import type { Method } from '../method.ts';
import { formsOf } from '../number-forms.ts';
import { readText } from '../params.ts';

interface Dependencies {
  readonly rules: (account: Account) => { readonly region: string };
}

/** The document does not say what to answer for an invalid number. This answers its digits as they are. */
export const cleanNumber = ({ rules }: Dependencies): Method => ({
  returns: 'string',
  parameters: [{ name: 'number' }],
  help: 'The digits of a phone number with its country code: "022/364 8000" gives "41223648000".',
  call: async ({ account }, [number]) => {
    const text = readText(number, 'number');
    const { region } = rules(account);
    const [read = text] = formsOf(text).flatMap((form) => normalizeNumber(form, region) ?? []);
    return read.replaceAll(/[^0-9]/g, '');
  },
});
