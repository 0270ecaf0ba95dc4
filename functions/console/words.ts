import type { Scope, Status } from '../client/index.ts';

/** All that the console says, in English. Another language is another file of this shape. */

/** What dates, numbers and countries are written in (BCP 47). */
export const language = 'en-GB';

const number = (value: number): string => value.toLocaleString(language);

const count = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`;

/** Two digits of it, about: one wants to know whether it is seconds or hours. */
const duration = (seconds: number): string => {
  const rounded = (value: number) => number(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
  if (seconds < 90) return `${rounded(seconds)} s`;
  if (seconds < 90 * 60) return `${rounded(seconds / 60)} min`;
  return `${rounded(seconds / 3_600)} h`;
};

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
    mistyped: 'This is no API key. A key is textgate_, and letters and digits after it.',
    another: 'Use another key',
    refused: 'This key is not valid, or was revoked.',
    signedOutIdle: 'You were signed out after 30 minutes without doing anything.',
    wasAsking:
      'A form had been sent, and its answer had not come: look whether it was carried out before you send it again.',
    keyRefused: (account: string) => `The key of ${account} is not valid any more: it was signed out.`,
  },

  accounts: {
    label: 'Account',
    key: (id: string) => `Key ${id}`,
    use: (account: string) => `Go to ${account}`,
    signOut: 'Sign out',
    signOutAll: 'Sign out of all',
  },

  common: {
    loading: 'Loading …',
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'The browser did not allow it',
    close: 'Close',
    cancel: 'Cancel',
    older: 'Older',
    newest: 'Newest',
    listPages: 'Pages of the list',
    /** Where there is nothing to tell. */
    nothing: '–',
    notMetered: 'Not metered',
  },

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
    fields: 'Correct what is marked.',
    forbidden: 'Your key does not allow this.',
    noSuchPage: 'There is no such page.',
    toStart: 'Go to the start page',
    fault: 'This page does not work',
    faultMeaning: 'It has an error. What you did before is done; load the page again to see it.',
    reload: 'Load again',
  },

  number,
  duration,

  /** As many digits as there is room for: 1.2M. */
  compact: (value: number) => value.toLocaleString(language, { notation: 'compact', maximumFractionDigits: 1 }),

  percent: (value: number) => `${number(value)}%`,

  count: {
    messages: (number: number) => count(number, 'message', 'messages'),
    segments: (number: number) => count(number, 'segment', 'segments'),
    credits: (number: number) => count(number, 'credit', 'credits'),
    recipients: (number: number) => count(number, 'recipient', 'recipients'),
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

  statusOption: (name: string, apiWord: string | undefined) => (apiWord === undefined ? name : `${name} (${apiWord})`),

  /** How a text travels. */
  encodings: {
    'gsm-7': (segments: number) => `GSM-7: ${segments === 1 ? 'one SMS has room for 160' : 'each has room for 153'}`,
    'ucs-2': (segments: number) => `UCS-2: ${segments === 1 ? 'one SMS has room for 70' : 'each has room for 67'}`,
  },

  overview: {
    updated: 'As of',
    failed: 'The figures could not be looked up',
    today: 'Today',
    week: '7 days',
    all: 'All',
    cards: {
      messages: 'Messages today',
      delivered: 'Delivered today',
      median: 'Time to delivery',
      failed: 'Failed today',
      unknown: 'Unknown today',
      inWeek: (figure: string) => `${figure} in 7 days`,
      medianHint: 'Half took no longer.',
    },
    open: 'Under way',
    totals: 'What became of them',
    status: 'Status',
    rate: 'Delivery rate',
    charts: {
      today: 'Today, by the hour',
      week: 'Last 7 days',
      table: 'The same as a table',
      hour: 'Hour',
      day: 'Day',
      none: 'No messages.',
      most: (at: string, messages: string) => `Most: ${at}, ${messages}.`,
      zone: (zone: string) => `Counted by when a message was created. Times are those of ${zone}.`,
      cutHours: 'The hour that midnight is in counts to the day that most of it is in.',
    },
    state: {
      title: 'State',
      fine: 'Nothing needs a hand',
      needsHand: 'Needs a hand',
      seeList: 'See which',
      unknown: (number: number) =>
        `${count(number, 'message', 'messages')} in 7 days: nobody knows whether ${number === 1 ? 'it was sent. It is' : 'they were sent. They are'} not sent again.`,
      failed: (messages: string) => `${messages} failed today.`,
      gatewayDown: 'The SMS gateway does not answer. Messages wait, and are tried again each minute.',
      loginRefused: 'The SMS gateway refuses this deployment’s login: nothing is sent. Tell whoever runs textgate.',
      noCredits: 'The account’s credits are used up: nothing is sent beyond its overdraft, if it has one.',
      creditsLow: (credits: string) => `The account’s credits are low: ${credits} left.`,
      gatewayCreditsLow: (credits: string) => `The gateway’s credits are low: ${credits} left, for all accounts.`,
    },
    first: {
      title: 'No messages in the last 7 days',
      send: 'Send one from here',
      orBy: 'or from a program, with your API key in place of KEY:',
      readOnly: 'Your key does not allow to send. Ask for one that does, and send the first with it:',
    },
  },

  messages: {
    to: 'Recipient',
    text: 'Text',
    status: 'Status',
    reference: 'Reference',
    created: 'Created',
    from: 'From',
    until: 'Until',
    forgotten: 'Number deleted',
    notKept: 'Text not kept',
    changed: 'Changed',
    filters: 'Search',
    anyStatus: 'Any',
    numberExample: '079 123 45 67',
    noNumber: 'This is no phone number. Write it with its country: +41 79 123 45 67.',
    apply: 'Search',
    quick: 'Often looked for',
    today: 'Today',
    clear: 'Show all messages',
    news: (number: number) => count(number, 'new message', 'new messages'),
    looking: 'Looking …',
    lookedBack: 'There may be more: messages have been looked through',
    backTo: 'back to',
    lookFurther: 'Look further back',
    nothingYet: 'Nothing found so far.',
    nothingOlder: 'There are no older ones.',
    nothingFound: 'No message matches this search.',
    none: 'There are no messages yet.',
    howToSend: 'Applications send them by the API; people, here in the console.',
    sendOne: 'Send a message',
    noSuchGatewayId: 'There is no such message, at least not yet',
    otherAccount:
      'No message of this account has this gateway id. Perhaps it is another account’s: use a key of that one.',
    allTo: 'All messages to',
    all: 'All messages',
    notFound: 'There is no such message',
    notFoundWhy: 'It may be another account’s, or so old that it is not kept any more.',
    messageTo: 'To',
    copyLink: 'Copy link',
    textNotKept: 'The text is not kept.',
    because: ', because of',
    flash: 'Flash: shown at once, and not kept by the phone',
    plain: 'Text',
    since: 'Since',
    goesOut: 'To be sent:',
    reason: 'Reason',
    unknown: {
      title: 'What to do',
      neverAgain: 'Do not send it again before you know: the recipient may get it twice.',
      ask: 'Look at the recipient’s phone, or ask the gateway’s operator.',
      askWithId: 'Look at the recipient’s phone, or ask the gateway’s operator: quote the gateway id.',
      settle: 'Then an administrator records what is true:',
      settleCommand: (id: string) => `npx textgate admin settle ${id}`,
      settleOn: (isLocal: boolean) => (isLocal ? '--local' : '--stack STACK'),
      orFailed: 'or, which gives the credits back:',
      sendAgain: 'Send it again only when you know that it has not arrived.',
    },
    command: 'The command',
    history: 'History',
    after: (time: string) => `after ${time}`,
    historyLacks: 'The first six and the last six entries: what was between them may be left out.',
    facts: 'Facts',
    metadata: 'Metadata',
    sender: 'Sender',
    defaultSender: 'The account’s default',
    type: 'Kind',
    scheduled: 'Scheduled for',
    validUntil: 'Not sent after',
    id: 'Message id',
    gatewayId: 'Gateway id',
    quoteIt: 'Quote it to the gateway’s operator.',
    deliveries: 'Webhooks',
    noDeliveries: 'No webhook was told of it.',
    askGateway: 'Ask the gateway now',
    sendAgain: 'Send again as new',
    cancel: 'Cancel the message',
    cancelTitle: 'Cancel this message?',
    cancelMeans: 'It is not sent then, and cannot be brought back.',
    keepIt: 'Keep it',
    notCanceled: 'It is too late to cancel it',
    notCanceledWhy: 'It has gone out meanwhile, or has ended. Above is what became of it.',
  },

  send: {
    recipients: 'Recipients',
    recipientsHint: 'Paste them in any form: lines, commas, a column of a spreadsheet, Anna <079 123 45 67>.',
    tooMany: (value: number) =>
      `These are ${number(value)} recipients, and one request takes 1,000. For a whole list there is a command that goes through a file:`,
    tooManyCommand: 'npx textgate bulk FILE.csv --text "…" --key NAME',
    leftOut: (number: number) => `Not a number, and left out: ${count(number, 'word', 'words')}.`,
    willGet: (value: number) => (value === 1 ? '1 gets it' : `${number(value)} get it`),
    willNotGet: (value: number) => (value === 1 ? '1 does not' : `${number(value)} do not`),
    removeThose: (value: number) => `Remove ${value === 1 ? 'that one' : `those ${number(value)}`}`,
    remove: (to: string) => `Remove ${to}`,
    showAll: (value: number) => `Show all ${number(value)}`,
    unchecked: 'Not checked yet',
    uncheckable: 'Checked as soon as what is marked is mended',
    notGiven: 'No recipient is given.',

    text: 'Text',
    characters: (number: number) => count(number, 'character', 'characters'),
    ucs2: 'Less than half as much fits a segment, because of',
    smart: 'Replace typographic characters by plain ones (smart encoding)',
    wouldFit: (smart: number, now: number) =>
      smart < now
        ? `It would fit ${count(smart, 'segment', 'segments')} in place of ${now}.`
        : `It would still take ${count(now, 'segment', 'segments')}, with more room${now === 1 ? '' : ' in each'}.`,
    replaces: 'It replaces',
    replaced: 'Replaced:',
    byNothing: 'nothing',

    options: 'More options',
    sender: 'Sender',
    senderHint: 'Up to 11 letters and digits, or 15 digits. Empty: the account’s own.',
    reference: 'Reference',
    referenceHint: 'Your own name for it, to find it again.',
    flash: 'Flash: shows on the screen without being opened, and is not kept',
    validFor: 'Give up after',
    validForHint: 'From when it is due. What is not on its way by then is not sent any more.',
    validities: {
      '': 'as the account has it',
      '60': '1 minute',
      '300': '5 minutes',
      '1800': '30 minutes',
      '3600': '1 hour',
      '21600': '6 hours',
      '86400': '1 day',
      '259200': '3 days',
    },
    sendAt: 'Send at',
    sendAtHint: (zone: string) => `Empty: at once. By your clock (${zone}), up to 366 days ahead.`,
    inZurich: (time: string) => `In Zurich: ${time}`,
    skipped: 'There is no such time: the clocks go forward then. Choose one an hour later or earlier.',
    repeated: 'There is this hour twice: the clocks go back. The first is meant.',
    repeatedInZurich:
      'Zurich has this hour twice, and the gateway cannot be told which: it is refused. Choose another.',
    atOnce: 'At once',

    preview: 'On a phone',
    previewFlash: 'Flash message',
    ownSender: 'Sender of the account',
    emptyText: 'Your text',

    total: 'In all',
    when: 'When',
    segments: 'Segments',
    credits: 'Credits',
    ofCredits: (needed: number, has: number) => `${number(needed)} of ${number(has)}`,
    tooFewCredits: 'The credits do not suffice for all.',
    checking: 'Checking …',
    checkFailed: 'It could not be checked just now, and is tried again. You can send all the same.',
    announced: (good: number, all: number, segments: number | undefined) =>
      `${good} of ${all} get it${segments === undefined ? '.' : `: ${count(segments, 'segment', 'segments')}.`}`,

    send: 'Send',
    schedule: 'Schedule',
    sending: 'Sending …',
    discard: 'Discard',
    confirm: (number: number) => `Send to ${count(number, 'recipient', 'recipients')}?`,
    confirmUnchecked: 'The last change is not checked yet.',

    refused: 'Nothing was sent',
    mend: 'Correct what is marked.',
    limited: (time: string) => `There is room again in ${time}.`,
    duration: (seconds: number) => {
      if (seconds < 90) return count(Math.ceil(seconds), 'second', 'seconds');
      if (seconds < 5_400) return count(Math.ceil(seconds / 60), 'minute', 'minutes');
      return count(Math.ceil(seconds / 3_600), 'hour', 'hours');
    },
    keyReused:
      'This form was sent before with other contents, perhaps in a copy of this tab. What stands here was not sent: look at the messages first, and then press again to send it as a message of its own.',
    unknownTitle: 'Nobody knows yet whether it was sent',
    unknownReload: 'The page was closed before the answer came.',
    unknownAnswer: 'The answer did not come, or says nothing of it.',
    unknownHelp:
      'Repeat it as it is: it is not sent twice, and you will be told what became of it. The form is locked meanwhile, for only the very same may be repeated.',
    repeat: 'Repeat exactly this',
    anew: 'Start a new message',
    anewTitle: 'Start a new message?',
    anewHelp:
      'What was sent may be on its way all the same. A new message with the same contents may arrive a second time: look at the messages first.',
    lookAtMessages: 'Look at the messages',

    recorded: (number: number) => `${count(number, 'message', 'messages')} recorded`,
    recordedHelp: (number: number) =>
      number === 1
        ? 'This was its status when it was recorded. Its page follows what becomes of it.'
        : 'These were their statuses when they were recorded. The page of each follows what becomes of it.',
    rejected: (number: number) => `${count(number, 'recipient does', 'recipients do')} not get it`,
    another: 'Write another',

    again: 'This is a new message, with the contents of',
    againRisk: (status: string) =>
      `Its status is “${status}”: it may still arrive, or have arrived. Then the recipient gets it twice.`,
    againNoText: 'The text of that message is not kept: write it anew.',
    againNoNumber: 'The number of that message was deleted on request.',
    unsent: 'There is an unsent message',
    unsentHelp: 'What you have begun to write would be lost.',
    keepUnsent: 'Keep it',
    replaceUnsent: 'Start the new one',
  },

  webhooks: {
    what: 'News of your messages, posted to your own servers as it happens.',
    all: 'All webhooks',
    add: 'Add a webhook',
    addNow: 'Add',
    none: 'There is none yet. Add one, and textgate tells your server what becomes of each message.',
    most: (number: number) => `${number} are as many as an account may have. To add another, delete one.`,
    notFound: 'There is no such webhook. Perhaps it was deleted.',
    facts: 'What is known of it',
    state: 'State',
    url: 'Address',
    urlHint: (isLocal: boolean) =>
      `https://, at an address on the internet${isLocal ? '; here, also http:// on this machine' : ''}.`,
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
      once: 'Copy it now to where your server reads it. Once you close this, it is not shown again.',
      use: 'Deliveries are signed with it, by the rules of Standard Webhooks. If you lose it, rotate it.',
      previous: 'The secret before this one signs as well until',
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
    heldBack: 'It waits until its webhook works again.',
    untriedYet: 'Not tried yet.',
    untried: 'Never tried.',
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
    done: 'What failed is delivered once more, in the background: of events from',
    until: 'to',
  },

  suppressions: {
    intro: 'Nothing is sent to the numbers on this list, whoever asks.',
    readOnly: 'Your key may look at the list, and not change it.',
    number: 'Phone number',
    numberHint: 'As you would write it: 079 123 45 67, or +41 79 123 45 67.',
    numberPattern: 'A phone number: digits, and what people put between them.',
    lookUp: {
      title: 'Is a number on the list?',
      submit: 'Look it up',
      listed: 'It is on the list: nothing is sent to it.',
      notListed: (number: string) => `${number} is not on the list: messages are sent to it.`,
    },
    add: {
      title: 'Add a number',
      reason: 'Reason',
      reasonHint: 'In your own words. Left empty, a reason that is there stays.',
      submit: 'Add to the list',
      effect: 'What waits to be sent to it is cancelled.',
      done: 'It is on the list. Nothing is sent to it from now on.',
      canceled: (messages: string) => `${messages} to it cancelled:`,
      notCanceled: (messages: string) => `${messages} to it could not be cancelled, or had gone out already:`,
      incomplete: 'It has many messages, and not all were looked at. Add it once more to go on.',
      others: (number: number) => `and ${count(number, 'other', 'others')}`,
    },
    list: {
      title: 'The list',
      empty: 'No number is on the list.',
      reason: 'Reason',
      since: 'Since',
      by: 'By',
      lift: 'Lift',
      liftNumber: (number: string) => `Lift ${number}`,
      noMore: 'No more numbers.',
      first: 'First numbers',
      next: 'Next numbers',
    },
    by: { admin: 'an administrator', thisKey: 'this key', key: (id: string) => `key ${id}` },
    lift: {
      title: (number: string) => `Lift ${number}?`,
      effect: 'Messages are sent to it again. What was cancelled stays so.',
      submit: 'Send to it again',
      done: (number: string) => `${number} is off the list: messages are sent to it again.`,
    },
  },

  account: {
    health: 'API',
    healthy: 'Answers',
    unhealthy: 'In trouble',
    gateway: 'SMS gateway',
    reachable: 'Reachable',
    unreachable: 'Does not answer',
    loginRefused: 'Login refused',
    credits: 'Credits',
    gatewayCredits: 'Gateway’s credits',
    unknown: 'The credits and the gateway’s state could not be looked up',
    forbidden: 'Your key does not allow to see the account’s credits and the gateway’s state.',
    name: 'Name',
    accountId: 'Account',
    groupId: 'Group',
    keyId: 'Key',
    title: 'Who you are',
    stateTitle: 'Credits and gateway',
    scopesTitle: 'What this key may do',
    missing: 'It may not:',
    everything: 'It may do all that there is.',
    sessionTitle: 'Where the key is',
    session:
      'The key is kept by this tab alone. It is gone when you sign out, close the tab, or do nothing for 30 minutes. It is in no ' +
      'address and no log, and is never shown again.',
    change: 'To have a key changed or revoked, give its id to whoever runs textgate.',
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
} as const;
