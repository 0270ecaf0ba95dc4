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
    title: 'Deliveries',
    filter: 'Deliveries by status',
    all: 'All',
    none: 'None in the last 30 days.',
    noneHere: 'None on this page. There may be older ones.',
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
    again: { delivered: 'Deliver again', failed: 'Redeliver' },
  },

  redeliverFailed: {
    open: 'Redeliver what failed …',
    title: 'Redeliver what failed',
    means:
      'All deliveries of this webhook that have failed are made once more, of events that occurred since then. Receivers ' +
      'know those that they have had already by their webhook-id, which stays the same.',
    since: 'Since',
    now: 'Redeliver',
    from: 'What failed from',
    until: 'to',
    done: 'It is delivered once more, in the background.',
  },

  webhooks: {
    what: 'News of your messages, posted to your own servers as it happens.',
    all: '← All webhooks',
    add: 'Add a webhook',
    addNow: 'Add',
    none: 'There is none yet. Add one, and textgate tells your server what becomes of each message.',
    most: (number: number) => `${number} are as many as an account may have. To add another, delete one.`,
    notFound: 'There is no such webhook. Perhaps it was deleted.',
    facts: 'What is known of it',
    state: 'State',
    url: 'Address',
    urlHint: 'https://, at an address on the internet.',
    events: 'What is posted',
    description: 'Description',
    descriptionHint: 'Your own words for it, if you like.',
    added: 'Added',
    id: 'Id',
    since: 'since',
    everyStatus: 'Every status of a message',
    otherEvents: { 'send.rejected': 'A send by event is refused', 'credits.low': 'Credits run low' },
    states: { enabled: 'Enabled', failing: 'Failing', disabled: 'Disabled' },
    failing: 'Nothing has been delivered since then, though it was tried. After five days of that it is disabled.',
    disabled: {
      requested: 'You, or somebody with a key of this account, disabled it. Nothing is posted to it.',
      gone: 'Its receiver answered 410, which says that it wants no more. Nothing is posted to it.',
      failing: 'There was nothing but failures for five days. Nothing is posted to it until you enable it.',
    },
    asked: {
      title: 'It may have been added',
      again:
        'It was asked for, and the answer did not come. Press Add again: no second one is made, and you see its secret.',
      changed:
        'It was asked for with other fields before, and was added then. Look for it in the list, or add another one with ' +
        'these fields.',
      another: 'Make it another one',
    },
    secret: {
      title: 'The secret of this webhook',
      once: 'Keep it now, where your server finds it. Once you close this, it is not shown again.',
      use: 'Deliveries are signed with it, as Standard Webhooks has it. If it is lost, rotate it.',
      previous: 'The secret of before signs as well until',
      kept: 'I have kept it',
    },
    test: {
      now: 'Test now',
      what: 'Posts an event of type “test”, also where it is disabled.',
      waiting: 'Waiting for the receiver, which has 15 seconds to answer …',
      delivered: 'The receiver took it',
      failed: 'The receiver did not take it',
    },
    deeds: {
      change: 'Change',
      changeTitle: 'Change this webhook',
      save: 'Save',
      rotate: 'Rotate the secret',
      rotateTitle: 'Rotate the secret?',
      rotateMeans:
        'A new secret is made, and shown to you once. Deliveries are signed with both, the new one and that of before, for ' +
        '24 hours: time to give your server the new one.',
      enable: 'Enable',
      disable: 'Disable',
      disableTitle: 'Disable this webhook?',
      disableMeans:
        'Nothing is posted to it any more, and what still waits for it fails. Enable it again, and redeliver what failed.',
      delete: 'Delete',
      deleteTitle: 'Delete this webhook?',
      deleteMeans:
        'Nothing is posted to it any more. What still waits for it is not delivered, its deliveries can be neither seen nor ' +
        'made again, and its secret is gone: a new webhook has a new one. This cannot be undone.',
    },
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
    fields: 'Look at what is marked.',
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
