import { Construct } from 'constructs';
import { anythingElse, preflight, type Route } from '../../functions/contract/route.ts';
import * as routes from '../../functions/contract/routes.ts';
import { customDomainOf, type Settings } from '../settings.ts';
import { ApiDomain } from './api-domain.ts';
import type { GatewayData } from './gateway-data.ts';
import { grantLeavingJobs } from './send-requests.ts';
import { giveRegion, giveSendRules } from './send-rules.ts';
import { ServiceApi } from './service-api.ts';
import { type CodeOf, ServiceFunction } from './service-function.ts';
import { giveReach, grantWaking } from './webhook-deliveries.ts';
import { XML_RPC_PATH, XmlRpcApi } from './xml-rpc-api.ts';

interface ApiFunction {
  /** The path below functions/, without its ending. */
  readonly entry: string;
  readonly description: string;
  readonly routes: readonly (Route | typeof anythingElse)[];
  /** MiB. */
  readonly memorySize?: number;
  /** It calls no AWS service and no upstream gateway. */
  readonly isStatic?: true;
  /** Absent: the function is always there. */
  readonly isWanted?: (settings: Settings) => boolean;
  /** Answers preflights of browsers for pages of other origins. */
  readonly answersPreflights?: true;
  /** Served at the address of the XML-RPC interface as well. */
  readonly isXmlRpc?: true;
  readonly grant: (fn: ServiceFunction, data: GatewayData, settings: Settings) => void;
}

/** Each function, with the routes that it serves and all that it may touch. */
const FUNCTIONS: Readonly<Record<string, ApiFunction>> = {
  send: {
    entry: 'api/send',
    description: 'Sends a message to one or many recipients',
    routes: [routes.sendMessages],
    grant: (fn, { accounts, messages, upstream }, settings) => {
      accounts.grantLookup(fn);
      accounts.grantCharging(fn);
      accounts.grantNotingCalls(fn);
      accounts.grantLookingAtSuppressions(fn);
      messages.grantRecording(fn);
      upstream.grantCalling(fn);
      giveSendRules(fn, settings);
      grantLeavingJobs(fn, settings);
    },
  },
  list: {
    entry: 'api/list',
    description: "Lists and counts an account's messages",
    routes: [routes.listMessages, routes.getStatistics],
    grant: (fn, { accounts, messages }) => {
      accounts.grantLookup(fn);
      accounts.grantReadingStatistics(fn);
      messages.grantListing(fn);
    },
  },
  query: {
    entry: 'api/query',
    description: "Answers with messages' status, as recorded or fresh from the upstream gateway",
    routes: [routes.getMessage, routes.queryMessages],
    grant: (fn, { accounts, messages, upstream }) => {
      accounts.grantLookup(fn);
      accounts.grantCharging(fn);
      messages.grantChanging(fn);
      upstream.grantCalling(fn);
    },
  },
  cancel: {
    entry: 'api/cancel',
    description: 'Cancels scheduled messages',
    routes: [routes.cancelMessage, routes.cancelMessages],
    grant: (fn, { accounts, messages, upstream }) => {
      accounts.grantLookup(fn);
      accounts.grantCharging(fn);
      messages.grantChanging(fn);
      upstream.grantCalling(fn);
    },
  },
  suppressions: {
    entry: 'api/suppressions',
    description: "Keeps accounts' suppression lists, and cancels messages to a number",
    routes: [routes.putSuppression, routes.getSuppression, routes.deleteSuppression, routes.listSuppressions],
    grant: (fn, { accounts, messages, upstream }, settings) => {
      accounts.grantLookup(fn);
      accounts.grantCharging(fn);
      accounts.grantKeepingSuppressions(fn);
      messages.grantChanging(fn);
      messages.grantListingByRecipient(fn);
      upstream.grantCalling(fn);
      giveRegion(fn, settings);
    },
  },
  webhooks: {
    entry: 'api/webhooks',
    description: "Keeps accounts' webhooks, lists their deliveries and repeats them",
    routes: [
      routes.createWebhook,
      routes.listWebhooks,
      routes.getWebhook,
      routes.changeWebhook,
      routes.deleteWebhook,
      routes.rotateSecret,
      routes.testWebhook,
      routes.listDeliveries,
      routes.redeliver,
      routes.redeliverFailed,
      routes.listMessageDeliveries,
    ],
    grant: (fn, { accounts, messages, deliveries }, settings) => {
      accounts.grantLookup(fn);
      accounts.grantKeepingWebhooks(fn);
      messages.grantReading(fn);
      deliveries.grantKeeping(fn);
      grantWaking(fn, settings);
      giveReach(fn, settings);
    },
  },
  account: {
    entry: 'api/account',
    description: 'Answers with the credits and kind of the account at the upstream gateway',
    routes: [routes.getAccount, routes.getKey],
    grant: (fn, { accounts, upstream }) => {
      accounts.grantLookup(fn);
      upstream.grantCalling(fn);
    },
  },
  numbers: {
    entry: 'api/numbers',
    description: 'Normalises phone numbers',
    routes: [routes.normalizeNumber],
    grant: (fn, { accounts, upstream }, settings) => {
      accounts.grantLookup(fn);
      upstream.grantCalling(fn);
      giveSendRules(fn, settings);
    },
  },
  openapi: {
    entry: 'api/openapi',
    description: 'Describes the API, for programs and for people',
    routes: [routes.openApi, routes.eventSchemas, routes.docs, routes.docsAsset],
    isStatic: true,
    grant: () => {},
  },
  console: {
    entry: 'api/console',
    description: 'Serves the console, a page that calls the API',
    routes: [routes.console, routes.consoleAsset],
    isStatic: true,
    isWanted: ({ console }) => console,
    grant: () => {},
  },
  health: {
    entry: 'api/health',
    description: 'Answers that the API works',
    routes: [routes.getHealth],
    answersPreflights: true,
    isStatic: true,
    grant: () => {},
  },
  // The construct's id contains this name, and is deployed: another name would make another function.
  legacy: {
    entry: 'xmlrpc-door/endpoint',
    description: "Serves the upstream gateway's own XML-RPC interface",
    // A route's path may not end in a slash, and /api2 does not match /api2/. So this takes whatever no other route takes.
    routes: [anythingElse],
    isXmlRpc: true,
    // For the CPU: it hashes passwords with scrypt.
    memorySize: 1024,
    grant: (fn, { accounts, messages, upstream }, settings) => {
      accounts.grantLookup(fn);
      accounts.grantCharging(fn);
      accounts.grantNotingCalls(fn);
      accounts.grantLookingAtSuppressions(fn);
      accounts.grantCountingFailures(fn);
      messages.grantRecording(fn);
      upstream.grantCalling(fn);
      giveSendRules(fn, settings);
      const { xmlRpcSender, loginFailures } = settings;
      const environment = { LEGACY_DEFAULT_SENDER: xmlRpcSender, LEGACY_LOGIN_FAILURES: String(loginFailures) };
      fn.give({ environment, statements: [] });
    },
  },
};

/** The entries to bundle for this construct. */
export const API_ENTRIES: readonly string[] = Object.values(FUNCTIONS).map(({ entry }) => entry);

export interface GatewayApiProps {
  readonly data: GatewayData;
  readonly codeOf: CodeOf;
  readonly settings: Settings;
}

/** The doors: an HTTP API with a function for each subject, and the XML-RPC interface. */
export class GatewayApi extends Construct {
  readonly http: ServiceApi;
  readonly xmlRpc: XmlRpcApi;
  readonly functions: readonly ServiceFunction[];
  /** All functions except the static ones. */
  readonly functionsAtWork: readonly ServiceFunction[];
  /** The address of the HTTPS API, with a slash at its end. */
  readonly url: string;
  readonly xmlRpcUrl: string;
  /** What the DNS record of `domainName` must point at, if it is set. */
  readonly domainTarget: string | undefined;

  constructor(scope: Construct, id: string, { data, codeOf, settings }: GatewayApiProps) {
    super(scope, id);
    this.http = new ServiceApi(this, 'Http', settings);
    this.xmlRpc = new XmlRpcApi(this, 'XmlRpc', settings);
    const wanted = Object.entries(FUNCTIONS).filter(([, { isWanted }]) => isWanted?.(settings) ?? true);
    const made = wanted.map(
      ([name, { routes, answersPreflights, isXmlRpc, isStatic, isWanted: _, grant, ...rest }]) => {
        const fn = new ServiceFunction(this, constructId(name), { ...rest, codeOf, settings });
        grant(fn, data, settings);
        this.http.serve(fn, routes);
        if (answersPreflights && settings.corsOrigins.length > 0) this.http.serve(fn, [preflight]);
        if (isXmlRpc) this.xmlRpc.serve(fn);
        return { fn, isStatic };
      },
    );
    this.functions = made.map(({ fn }) => fn);
    this.functionsAtWork = made.flatMap(({ fn, isStatic }) => (isStatic ? [] : [fn]));
    const domain = customDomainOf(settings);
    this.url = domain === undefined ? this.http.url : `https://${domain.domainName}/`;
    this.xmlRpcUrl = domain === undefined ? this.xmlRpc.url : `https://${domain.domainName}/${XML_RPC_PATH}/`;
    this.domainTarget =
      domain && new ApiDomain(this, 'Domain', { domain, http: this.http, xmlRpc: this.xmlRpc }).target;
  }
}

function constructId(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
