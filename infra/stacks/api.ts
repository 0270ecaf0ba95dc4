import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ServiceApi } from '../constructs/service-api.ts';
import { type CodeOf, ServiceFunction } from '../constructs/service-function.ts';
import type { Settings } from '../settings.ts';
import type { DataStack } from './data.ts';

export interface ApiStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
  readonly codeOf: CodeOf;
}

interface Operation {
  readonly description: string;
  readonly routes: readonly string[];
  readonly grant: (fn: ServiceFunction, data: DataStack) => void;
}

/** Each operation is a function of functions/api, with its routes and all that it may touch. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  send: {
    description: 'Sends a message to one or many recipients',
    routes: ['POST /v1/messages'],
    grant: (fn, { accounts, messages, gateway }) => {
      accounts.grantLookup(fn);
      messages.grantRecording(fn);
      gateway.grantCalling(fn);
    },
  },
  list: {
    description: "Lists an account's messages",
    routes: ['GET /v1/messages'],
    grant: (fn, { accounts, messages }) => {
      accounts.grantLookup(fn);
      messages.grantListing(fn);
    },
  },
  query: {
    description: "Tells messages' status, as recorded or asked of the gateway",
    routes: ['GET /v1/messages/{id}', 'POST /v1/messages/query'],
    grant: (fn, { accounts, messages, gateway }) => {
      accounts.grantLookup(fn);
      messages.grantChanging(fn);
      gateway.grantCalling(fn);
    },
  },
  cancel: {
    description: 'Cancels scheduled messages',
    routes: ['POST /v1/messages/{id}/cancel', 'POST /v1/messages/cancel'],
    grant: (fn, { accounts, messages, gateway }) => {
      accounts.grantLookup(fn);
      messages.grantChanging(fn);
      gateway.grantCalling(fn);
    },
  },
  account: {
    description: "Tells the gateway account's credits and kind",
    routes: ['GET /v1/account'],
    grant: (fn, { accounts, gateway }) => {
      accounts.grantLookup(fn);
      gateway.grantCalling(fn);
    },
  },
  numbers: {
    description: 'Normalizes phone numbers',
    routes: ['POST /v1/numbers/normalize'],
    grant: (fn, { accounts, gateway }) => {
      accounts.grantLookup(fn);
      gateway.grantCalling(fn);
    },
  },
  openapi: {
    description: 'Describes the API, for programs and for people',
    routes: ['GET /openapi.json', 'GET /docs', 'GET /docs/{asset}'],
    grant: () => {},
  },
  health: {
    description: 'Tells that the API answers',
    routes: ['GET /v1/health'],
    grant: () => {},
  },
};

/** The entries to bundle for this stack. */
export const API_ENTRIES: readonly string[] = Object.keys(OPERATIONS).map(entryOf);

/** The HTTPS door: one function per operation. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { settings, data, codeOf, ...props }: ApiStackProps) {
    super(scope, id, props);
    const api = new ServiceApi(this, 'Api', settings);
    for (const [name, { description, routes, grant }] of Object.entries(OPERATIONS)) {
      const fn = new ServiceFunction(this, constructId(name), { entry: entryOf(name), description, codeOf, settings });
      grant(fn, data);
      api.serve(fn, routes);
    }

    new CfnOutput(this, 'ApiUrl', { value: api.url });
  }
}

function entryOf(name: string): string {
  return `api/${name}`;
}

function constructId(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
