import { createLoginAuthenticator } from '../accounts/authenticate-login.ts';
import { createThrottle } from '../accounts/throttle.ts';
import { once } from '../runtime/once.ts';
import { createFailureCounts, createLoginLookup, createLoginSuccesses } from '../store/logins.ts';
import { createDispatch } from '../xmlrpc-door/dispatch.ts';
import { createMethods } from '../xmlrpc-door/methods.ts';
import { accountSettings, configuration, xmlRpcSettings } from './configuration.ts';
import {
  accountLookup,
  cancel,
  clock,
  creditsOf,
  dynamodb,
  messageStore,
  refresh,
  send,
  sendRules,
  upstreamClient,
} from './messages.ts';

/** The parts that only the XML-RPC door needs: see messages.ts. */

const authenticateLogin = /* @__PURE__ */ once(() => {
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

export const dispatch = /* @__PURE__ */ once(() =>
  createDispatch(
    createMethods({
      send: send(),
      rules: sendRules(),
      defaultSender: configuration(xmlRpcSettings).LEGACY_DEFAULT_SENDER,
      store: messageStore(),
      refresh: refresh(),
      cancel: cancel(),
      creditsOf: creditsOf(),
      upstream: upstreamClient(),
      clock,
    }),
    authenticateLogin(),
  ),
);
