import { createLoginAuthenticator } from '../accounts/authenticate-login.ts';
import { createThrottle } from '../accounts/throttle.ts';
import { once } from '../runtime/once.ts';
import { createFailureCounts, createLoginLookup, createLoginSuccesses } from '../store/logins.ts';
import { accountSettings, configuration, xmlRpcSettings } from './configuration.ts';
import { accountLookup, dynamodb } from './messages.ts';

/** The parts that only the XML-RPC door needs. See messages.ts for how parts are made. */

export const authenticateLogin = /* @__PURE__ */ once(() => {
  const table = configuration(accountSettings).ACCOUNTS_TABLE;
  return createLoginAuthenticator({
    store: { ...accountLookup(), ...createLoginLookup(dynamodb(), table) },
    throttle: createThrottle({
      failures: createFailureCounts(dynamodb(), table),
      successes: createLoginSuccesses(dynamodb(), table),
      limit: configuration(xmlRpcSettings).LEGACY_LOGIN_FAILURES,
      clock: Date.now,
    }),
    clock: Date.now,
  });
});

/** The default sender, for messages without one from accounts without one of their own. */
export const defaultSender = /* @__PURE__ */ once(() => configuration(xmlRpcSettings).LEGACY_DEFAULT_SENDER);
