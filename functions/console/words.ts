import type { Scope, Status } from '../client/index.ts';

/** All that the console says, in English. Another language is another file of this shape. */

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

export const words = {
  product: 'textgate',
  pages: {
    overview: 'Overview',
    messages: 'Messages',
    send: 'Send',
    webhooks: 'Webhooks',
    suppressions: 'Suppressions',
    account: 'Account',
  },
  navigation: 'Pages',
  skip: 'Skip to the content',
  documentation: 'API reference',

  signIn: {
    title: 'Sign in to textgate',
    apiKey: 'API key',
    hint: 'It begins with textgate_ and stays in this tab, until you sign out, close it, or do nothing for 30 minutes.',
    submit: 'Sign in',
    submitting: 'Signing in …',
    noKey: 'Where do I get a key?',
    noKeyDeployed: 'Whoever runs textgate makes keys, on the command line:',
    noKeyCommand: 'npx textgate admin key create --account ACCOUNT_ID --name NAME --stack STACK',
    noKeyLocal: 'On your own machine, `npm start` has printed one.',
    mistyped: 'This is no API key: one begins with textgate_, and has letters and digits only.',
    another: 'Use another key',
    refused: 'This key is not valid, or was revoked.',
    signedOutIdle: 'You were signed out after 30 minutes without doing anything.',
    keyRefused: (account: string) => `The key of ${account} is not valid any more: it was signed out.`,
  },
  accounts: {
    label: 'Account',
    key: (id: string) => `Key ${id}`,
    use: (account: string) => `Go to ${account}`,
    signOut: 'Sign out',
    signOutAll: 'Sign out of all',
  },

  /** What each status is called, and what it means to whoever asks "did she get it?". */
  statuses: {
    accepted: ['Accepted', 'Recorded, and not handed to the gateway yet. It is tried again each minute.'],
    submitting: ['Submitting', 'It is being handed to the gateway.'],
    scheduled: ['Scheduled', 'The gateway has it, and sends it at its time.'],
    queued: ['Queued', 'The gateway has it, and is about to send it.'],
    submitted: ['Submitted', 'The gateway has sent it to the phone network.'],
    on_network: ['On network', 'The phone network has it, and looks for the phone.'],
    delivered: ['Delivered', 'The phone has it.'],
    failed: ['Failed', 'It will not arrive.'],
    expired: ['Expired', 'It will not arrive: its time ran out first.'],
    canceled: ['Canceled', 'It was cancelled before it was sent.'],
    indeterminate: ['Unknown', 'The gateway’s answer was lost: nobody knows whether it was sent.'],
  } satisfies Record<Status, readonly [name: string, meaning: string]>,

  /** What a webhook was told, and what its receiver said. */
  deliveries: {
    statuses: { pending: 'Pending', delivered: 'Delivered', failed: 'Failed' },
    reasons: {
      attempts_exhausted: 'Every attempt has failed.',
      webhook_disabled: 'Its webhook was disabled.',
      webhook_deleted: 'Its webhook was deleted.',
    },
    about: { webhook: 'Its message', message: 'Its webhook' },
    next: 'Next attempt:',
    untried: 'Not tried yet.',
    before: (number: number) => count(number, 'attempt before', 'attempts before'),
    answered: (status: number | null) => `Answered ${status ?? ''}`,
    answer: 'How the answer began',
    again: { delivered: 'Deliver again', failed: 'Redeliver' },
  },

  scopes: {
    'messages:send': 'send messages',
    'messages:read': 'see messages',
    'messages:cancel': 'cancel messages',
    'account:read': 'see the account and its credits',
    'numbers:read': 'look up numbers',
    'suppressions:read': 'see suppressed numbers',
    'suppressions:write': 'change suppressed numbers',
    'webhooks:read': 'see webhooks',
    'webhooks:write': 'change webhooks',
  } satisfies Record<Scope, string>,

  errors: {
    title: 'That did not work',
    connection: 'There is no connection to the API. Check your network.',
    timeout: 'The API takes too long to answer.',
    busy: 'The API has more requests than it takes at once.',
    retried: 'It is tried again by itself.',
    unexpected: 'Something went wrong. Try again; if it stays so, tell whoever runs textgate.',
    request: (id: string) => `Quote this when you ask about it: ${id}`,
    stale: 'Not up to date',
    retry: 'Try again',
    forbidden: 'Your key does not allow this.',
    noSuchPage: 'There is no such page.',
    toStart: 'Go to the start page',
    fault: 'This page does not work',
    faultMeaning: 'It has an error. What you did before is done; load the page again to see it.',
    reload: 'Load again',
  },

  common: {
    loading: 'Loading …',
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'The browser did not allow it',
    close: 'Close',
    cancel: 'Cancel',
    more: 'Show more',
    older: 'Older',
    newest: 'Newest',
    listPages: 'Pages of the list',
    yes: 'Yes',
    no: 'No',
  },

  count: {
    messages: (number: number) => count(number, 'message', 'messages'),
    segments: (number: number) => count(number, 'segment', 'segments'),
    credits: (number: number) => count(number, 'credit', 'credits'),
    recipients: (number: number) => count(number, 'recipient', 'recipients'),
  },
} as const;
