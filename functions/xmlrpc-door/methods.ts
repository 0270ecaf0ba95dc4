import type { Methods } from './method.ts';
import { accountStatus, auth, getCredits, getGuid } from './methods/account.ts';
import { cancelMessage } from './methods/cancel-message.ts';
import { cleanNumber } from './methods/clean-number.ts';
import { getStatus } from './methods/get-status.ts';
import { sendMessage } from './methods/send-message.ts';

type Dependencies = Parameters<typeof sendMessage>[0] &
  Parameters<typeof getStatus>[0] &
  Parameters<typeof cancelMessage>[0] &
  Parameters<typeof getCredits>[0];

/** The eight methods of the upstream's interface document, in its order. */
export const createMethods = (dependencies: Dependencies): Methods =>
  new Map([
    ['send_message', sendMessage(dependencies)],
    ['auth', auth],
    ['get_credits', getCredits(dependencies)],
    ['account_status', accountStatus],
    ['get_guid', getGuid],
    ['clean_number', cleanNumber(dependencies)],
    ['get_status', getStatus(dependencies)],
    ['cancel_message', cancelMessage(dependencies)],
  ]);
