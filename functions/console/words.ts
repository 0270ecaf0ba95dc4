import type { Scope, Status } from '../client/index.ts';

/** All texts of the console, in English. A translation would be another file of this shape. */

/** The language of dates and numbers (BCP 47). */
export const language = 'en-GB';

const number = (value: number): string => value.toLocaleString(language);

const count = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`;

/** Rounded to about two digits, because readers mainly want to know whether it is seconds or hours. */
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
  skip: 'Skip to content',
  documentation: 'API reference',

  signIn: {
    title: 'Sign in to textgate',
    apiKey: 'API key',
    hint: 'It begins with textgate_. Only this tab keeps it, until you sign out, close the tab, or do nothing for 30 minutes.',
    submit: 'Sign in',
    submitting: 'Signing in …',
    noKey: 'Where do I get a key?',
    noKeyDeployed: 'Ask whoever runs textgate. They make keys on the command line:',
    noKeyCommand: 'npx --no-install textgate admin key create --account ACCOUNT_ID --name NAME --stack STACK',
    noKeyLocal: 'On your own machine, `npm start` prints one.',
    mistyped: 'This is not an API key. A key is textgate_ followed by letters and digits.',
    another: 'Use another key',
    refused: 'This key is not valid, or it was revoked.',
    signedOutIdle: 'You were signed out after 30 minutes without activity.',
    wasAsking:
      'You had sent a form, and its answer had not come yet. Check whether it was carried out before you send it again.',
    keyRefused: (account: string) =>
      `The key of ${account} is not valid any more. You were signed out of that account.`,
  },

  accounts: {
    label: 'Account',
    use: (account: string) => `Switch to ${account}`,
    signOut: 'Sign out',
    signOutAll: 'Sign out of all',
  },

  common: {
    loading: 'Loading …',
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'Your browser did not allow it',
    close: 'Close',
    cancel: 'Cancel',
    older: 'Older',
    newest: 'Newest',
    listPages: 'Pages of the list',
    /** Stands in place of an empty value. */
    nothing: '–',
    notMetered: 'Not metered',
  },

  errors: {
    title: 'That did not work',
    connection: 'There is no connection to the API. Check your network.',
    timeout: 'The API took too long to answer.',
    busy: 'The API is busy. Try again in a moment.',
    retried: 'This page tries again by itself.',
    unexpected: 'Something went wrong. Try again. If it happens again, tell whoever runs textgate.',
    request: (id: string) => `Quote this when you ask about it: ${id}`,
    stale: 'Not up to date',
    retry: 'Try again',
    fields: 'Correct the marked fields.',
    forbidden: 'Your key does not allow this.',
    noSuchPage: 'There is no such page.',
    toStart: 'Go to the start page',
    fault: 'This page does not work',
    faultMeaning: 'It has an error. What you did before was carried out: load the page again to see it.',
    reload: 'Reload',
  },

  number,
  duration,

  /** A short form for little room: 1.2M. */
  compact: (value: number) => value.toLocaleString(language, { notation: 'compact', maximumFractionDigits: 1 }),

  percent: (value: number) => `${number(value)}%`,

  count: {
    messages: (number: number) => count(number, 'message', 'messages'),
    segments: (number: number) => count(number, 'segment', 'segments'),
    credits: (number: number) => count(number, 'credit', 'credits'),
    recipients: (number: number) => count(number, 'recipient', 'recipients'),
  },

  /** The name of each status, and what it means to somebody who asks "did she get it?". */
  statuses: {
    accepted: ['Accepted', 'Recorded, but not handed to the gateway yet. textgate tries every minute.'],
    submitting: ['Submitting', 'textgate is handing it to the gateway.'],
    scheduled: ['Scheduled', 'The gateway has it, and will send it at the scheduled time.'],
    queued: ['Queued', 'The gateway has it, and will send it soon.'],
    submitted: ['Submitted', 'The gateway has sent it to the phone network.'],
    on_network: ['On network', 'The phone network has it, and is trying to reach the phone.'],
    delivered: ['Delivered', 'The phone has received it.'],
    failed: ['Failed', 'It will not arrive.'],
    expired: ['Expired', 'It will not arrive: its time ran out.'],
    canceled: ['Canceled', 'It was cancelled before it was sent.'],
    indeterminate: [
      'Unknown',
      'The gateway’s answer was lost, so it may or may not have been sent. textgate does not send it again.',
    ],
  } satisfies Record<Status, readonly [name: string, meaning: string]>,

  statusOption: (name: string, apiWord: string | undefined) => (apiWord === undefined ? name : `${name} (${apiWord})`),

  /** How a text is encoded, and how many characters fit. */
  encodings: {
    'gsm-7': (segments: number) => `GSM-7: ${segments === 1 ? 'one SMS has room for 160' : 'each has room for 153'}`,
    'ucs-2': (segments: number) => `UCS-2: ${segments === 1 ? 'one SMS has room for 70' : 'each has room for 67'}`,
  },

  overview: {
    updated: 'As of',
    failed: 'The figures could not be loaded',
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
      medianHint: 'Half of the messages took no longer.',
    },
    open: 'Under way',
    totals: 'By status',
    status: 'Status',
    rate: 'Delivery rate',
    charts: {
      today: 'Today, by the hour',
      week: 'Last 7 days',
      table: 'Show as a table',
      hour: 'Hour',
      day: 'Day',
      none: 'No messages.',
      most: (at: string, messages: string) => `Most: ${at}, ${messages}.`,
      zone: (zone: string) => `Messages are counted by when they were created. Times are in ${zone}.`,
      cutHours: 'Where midnight falls within an hour, that hour counts to the day that has most of it.',
    },
    state: {
      title: 'State',
      fine: 'Nothing needs your attention',
      needsHand: 'Needs your attention',
      seeList: 'Show them',
      unknown: (number: number) =>
        `${count(number, 'message', 'messages')} in 7 days may or may not have been sent. textgate does not send ${number === 1 ? 'it' : 'them'} again.`,
      failed: (messages: string) => `${messages} failed today.`,
      gatewayDown: 'The SMS gateway does not answer. Messages wait, and textgate tries every minute.',
      loginRefused: 'The SMS gateway refuses textgate’s login: nothing is sent. Tell whoever runs textgate.',
      noCredits: 'The account’s credits are used up. Only its overdraft, if it has one, can still be spent.',
      creditsLow: (credits: string) => `The account’s credits are low: ${credits} left.`,
      gatewayCreditsLow: (credits: string) => `The gateway’s credits are low: ${credits} left, for all accounts.`,
    },
    first: {
      title: 'No messages in the last 7 days',
      send: 'Send one from here',
      orBy: 'or from a program. Put your API key in place of KEY:',
      readOnly: 'Your key does not allow sending. Ask for one that does, and send the first message with it:',
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
    noNumber: 'This is not a phone number. Write it with its country code: +41 79 123 45 67.',
    apply: 'Search',
    quick: 'Frequent searches',
    today: 'Today',
    clear: 'Show all messages',
    news: (number: number) => count(number, 'new message', 'new messages'),
    looking: 'Searching …',
    lookedBack: 'There may be more. Messages were searched',
    backTo: 'back to',
    lookFurther: 'Search further back',
    nothingYet: 'Nothing found so far.',
    nothingOlder: 'There are no older messages.',
    nothingFound: 'No message matches this search.',
    none: 'There are no messages yet.',
    howToSend: 'Applications send messages through the API. People send them here.',
    sendOne: 'Send a message',
    noSuchGatewayId: 'No such message yet',
    otherAccount:
      'No message of this account has this gateway id. It may belong to another account: sign in with a key of that one.',
    allTo: 'All messages to',
    all: 'All messages',
    notFound: 'There is no such message',
    notFoundWhy: 'It may belong to another account, or its record may have been deleted because of its age.',
    messageTo: 'To',
    copyLink: 'Copy link',
    textNotKept: 'The text is not kept.',
    because: ', because of',
    flash: 'Flash: the phone shows it at once and does not keep it',
    plain: 'Text',
    since: 'Since',
    goesOut: 'Will be sent:',
    reason: 'Reason',
    unknown: {
      title: 'What to do',
      neverAgain: 'Do not send it again before you know whether it arrived: the recipient may get it twice.',
      ask: 'Ask the recipient or the gateway’s operator.',
      askWithId: 'Ask the recipient, or ask the gateway’s operator and quote the gateway id.',
      settle: 'Then an administrator settles the message, either as delivered:',
      settleCommand: (id: string) => `npx --no-install textgate admin settle ${id}`,
      settleOn: (isLocal: boolean) => (isLocal ? '--local' : '--stack STACK'),
      orFailed: 'or as failed, which refunds its credits:',
      sendAgain: 'Send it again only if you know that it has not arrived.',
    },
    command: 'The command',
    history: 'History',
    after: (time: string) => `after ${time}`,
    historyLacks: 'These are the first six and the last six entries. Entries between them may have been left out.',
    facts: 'Details',
    metadata: 'Metadata',
    sender: 'Sender',
    defaultSender: 'The account’s default',
    type: 'Type',
    scheduled: 'Scheduled for',
    validUntil: 'Not sent after',
    id: 'Message id',
    gatewayId: 'Gateway id',
    quoteIt: 'Quote it to the gateway’s operator.',
    deliveries: 'Webhooks',
    noDeliveries: 'No webhook has an event of this message.',
    askGateway: 'Ask the gateway now',
    sendAgain: 'Send again as a new message',
    cancel: 'Cancel the message',
    cancelTitle: 'Cancel this message?',
    cancelMeans: 'It will not be sent. This cannot be undone.',
    keepIt: 'Keep it',
    notCanceled: 'It is too late to cancel it',
    notCanceledWhy: 'It has been sent or has ended meanwhile. Its status is above.',
  },

  send: {
    recipients: 'Recipients',
    recipientsHint: 'Paste numbers in any form: lines, commas, a spreadsheet column, Anna <079 123 45 67>.',
    tooMany: (value: number) =>
      `There are ${number(value)} recipients, and you can send to 1,000 at once. For longer lists, this command sends to a file’s recipients:`,
    tooManyCommand: 'npx --no-install textgate bulk FILE.csv --text "…" --key NAME',
    leftOut: (number: number) => `Left out because it is not a number: ${count(number, 'word', 'words')}.`,
    willGet: (value: number) => (value === 1 ? '1 gets it' : `${number(value)} get it`),
    willNotGet: (value: number) => (value === 1 ? '1 does not' : `${number(value)} do not`),
    removeThose: (value: number) => `Remove ${value === 1 ? 'this one' : `these ${number(value)}`}`,
    remove: (to: string) => `Remove ${to}`,
    showAll: (value: number) => `Show all ${number(value)}`,
    unchecked: 'Not checked yet',
    uncheckable: 'Will be checked once you have corrected the marked fields',
    notGiven: 'There is no recipient.',

    text: 'Text',
    characters: (number: number) => count(number, 'character', 'characters'),
    ucs2: 'Less than half as much text fits into a segment because of',
    smart: 'Replace typographic characters with plain ones (smart encoding)',
    wouldFit: (smart: number, now: number) =>
      smart < now
        ? `The text would fit into ${count(smart, 'segment', 'segments')} instead of ${now}.`
        : `The text would still take ${count(now, 'segment', 'segments')}, with more room${now === 1 ? '' : ' in each'}.`,
    replaces: 'It replaces',
    replaced: 'Replaced:',
    byNothing: 'nothing',

    options: 'More options',
    sender: 'Sender',
    senderHint: 'Up to 11 letters and digits, or up to 15 digits. If empty: the account’s own sender.',
    reference: 'Reference',
    referenceHint: 'Your own name for the message, to find it again.',
    flash: 'Flash: the phone shows it at once and does not keep it',
    validFor: 'Give up after',
    validForHint: 'Counted from when the message is due. If it has not been sent by then, it will not be.',
    validities: {
      '': 'account’s default',
      '60': '1 minute',
      '300': '5 minutes',
      '1800': '30 minutes',
      '3600': '1 hour',
      '21600': '6 hours',
      '86400': '1 day',
      '259200': '3 days',
    },
    sendAt: 'Send at',
    sendAtHint: (zone: string) => `If empty: at once. Your time zone (${zone}), up to 366 days ahead.`,
    inZurich: (time: string) => `In Zurich: ${time}`,
    skipped: 'This time does not exist, because the clocks go forward then. Choose a time an hour earlier or later.',
    repeated: 'This hour comes twice, because the clocks go back. The first one is used.',
    repeatedInZurich:
      'This hour comes twice in Zurich, and the gateway cannot be told which is meant. Choose another time.',
    atOnce: 'At once',

    preview: 'On a phone',
    previewFlash: 'Flash message',
    ownSender: 'Sender of the account',
    emptyText: 'Your text',

    total: 'Summary',
    when: 'When',
    segments: 'Segments',
    credits: 'Credits',
    ofCredits: (needed: number, has: number) => `${number(needed)} of ${number(has)}`,
    tooFewCredits: 'There are not enough credits for all.',
    checking: 'Checking …',
    checkFailed: 'The check failed and is tried again. You can still send.',
    announced: (good: number, all: number, segments: number | undefined) =>
      `${good} of ${all} get it${segments === undefined ? '.' : `: ${count(segments, 'segment', 'segments')}.`}`,

    send: 'Send',
    schedule: 'Schedule',
    sending: 'Sending …',
    discard: 'Discard',
    confirm: (number: number) => `Send to ${count(number, 'recipient', 'recipients')}?`,
    confirmUnchecked: 'Your last change has not been checked yet.',

    refused: 'Nothing was sent',
    mend: 'Correct the marked fields.',
    limited: (time: string) => `You can send again in ${time}.`,
    duration: (seconds: number) => {
      if (seconds < 90) return count(Math.ceil(seconds), 'second', 'seconds');
      if (seconds < 5_400) return count(Math.ceil(seconds / 60), 'minute', 'minutes');
      return count(Math.ceil(seconds / 3_600), 'hour', 'hours');
    },
    keyReused:
      'This form was sent before with other contents, perhaps in a copy of this tab. The contents shown here were not sent. Look at the messages first. Then press the button again to send them as a new message.',
    unknownTitle: 'It is not known yet whether this was sent',
    unknownReload: 'The page was closed before the answer came.',
    unknownAnswer: 'No answer came that says so.',
    unknownHelp:
      'Repeat the request: it is not sent twice, and you will see what became of it. The form is locked until then, because only an identical request can be repeated.',
    repeat: 'Repeat the request',
    anew: 'Start a new message',
    anewTitle: 'Start a new message?',
    anewHelp:
      'The first message may be on its way. A new one with the same contents would arrive a second time, so look at the messages first.',
    lookAtMessages: 'Look at the messages',

    recorded: (number: number) => `${count(number, 'message', 'messages')} recorded`,
    recordedHelp: (number: number) =>
      number === 1
        ? 'This was its status when it was recorded. Its page shows the present status.'
        : 'These were their statuses when they were recorded. Their pages show the present ones.',
    rejected: (number: number) => `${count(number, 'recipient does', 'recipients do')} not get it`,
    another: 'Write another',

    again: 'This is a new message with the contents of',
    againRisk: (status: string) =>
      `The status of that message is “${status}”: it may arrive or have arrived. Then the recipient gets it twice.`,
    againNoText: 'The text of that message is not kept. Write it again.',
    againNoNumber: 'The number of that message was deleted on request.',
    unsent: 'There is an unsent message',
    unsentHelp: 'If you start a new one, what you have written is lost.',
    keepUnsent: 'Keep it',
    replaceUnsent: 'Start the new one',
  },

  webhooks: {
    what: 'Webhooks post news of your messages to your own servers.',
    all: 'All webhooks',
    add: 'Add a webhook',
    addNow: 'Add',
    none: 'There are no webhooks yet. Add one, and textgate posts each change of a message to your server.',
    most: (number: number) => `An account may have ${number} webhooks. To add another, delete one.`,
    notFound: 'There is no such webhook. It may have been deleted.',
    facts: 'Details',
    state: 'State',
    url: 'Address',
    urlHint: (isLocal: boolean) =>
      `https:// and a public internet address${isLocal ? '; here, also http:// on this machine' : ''}.`,
    events: 'Events',
    description: 'Description',
    descriptionHint: 'Optional. Your own words.',
    added: 'Added',
    id: 'Id',
    since: 'since',
    everyStatus: 'Every status of a message',
    otherEvents: { 'send.rejected': 'A request by event is rejected', 'credits.low': 'Credits run low' },
    states: { enabled: 'Enabled', failing: 'Failing', disabled: 'Disabled' },
    failing: 'Every attempt has failed since then. After five days of failures the webhook is disabled.',
    disabled: {
      requested: 'Somebody with a key of this account disabled it. Nothing is posted to it.',
      gone: 'Its receiver answered HTTP 410, which means that it wants no more events. Nothing is posted to it.',
      failing: 'Every attempt failed for five days. Nothing is posted to it until you enable it.',
    },
    asked: {
      title: 'The webhook may have been added',
      again: 'The answer did not come. Press Add again: this does not add a second webhook, and shows you its secret.',
      changed: 'It was added before with other fields. Look for it in the list, or add another one with these fields.',
      another: 'Add another one',
    },
    secret: {
      title: 'The secret of this webhook',
      once: 'Copy it now to where your server reads it. It is not shown again after you close this.',
      use: 'textgate signs deliveries with it, by the rules of Standard Webhooks. If you lose it, rotate it.',
      previous: 'The previous secret still signs, too, until',
      kept: 'I have kept it',
    },
    test: {
      now: 'Test now',
      what: 'Posts an event of type “test”, even if the webhook is disabled.',
      waiting: 'Waiting for the receiver, which has 15 seconds to answer …',
      delivered: 'The receiver accepted it',
      failed: 'The receiver did not accept it',
    },
    deeds: {
      change: 'Change',
      changeTitle: 'Change this webhook',
      save: 'Save',
      rotate: 'Rotate the secret',
      rotateTitle: 'Rotate the secret?',
      rotateMeans:
        'You get a new secret, which is shown once. For 24 hours, deliveries are signed with both secrets. Give your server ' +
        'the new one in that time.',
      enable: 'Enable',
      disable: 'Disable',
      disableTitle: 'Disable this webhook?',
      disableMeans:
        'Nothing is posted to it any more, and pending deliveries fail. Later you can enable it and redeliver them.',
      delete: 'Delete',
      deleteTitle: 'Delete this webhook?',
      deleteMeans:
        'Nothing is posted to it any more, and pending deliveries fail. You can no longer see or redeliver its deliveries, ' +
        'and its secret is lost. This cannot be undone.',
    },
  },

  /** Deliveries to webhooks, and what the receivers answered. */
  deliveries: {
    title: 'Deliveries',
    filter: 'Deliveries by status',
    all: 'All',
    none: 'No deliveries in the last 30 days.',
    noneHere: 'No deliveries on this page. There may be older ones.',
    statuses: { pending: 'Pending', delivered: 'Delivered', failed: 'Failed' },
    reasons: {
      attempts_exhausted: 'Every attempt has failed.',
      webhook_disabled: 'The webhook was disabled.',
      webhook_deleted: 'The webhook was deleted.',
    },
    about: { webhook: 'Show the message', message: 'Show the webhook' },
    next: 'Next attempt:',
    heldBack: 'Waits until the webhook works again.',
    untriedYet: 'Not tried yet.',
    untried: 'Never tried.',
    before: (number: number) => count(number, 'earlier attempt', 'earlier attempts'),
    answered: (status: number | null) => `Answered ${status ?? ''}`,
    again: { delivered: 'Deliver again', failed: 'Redeliver' },
  },

  redeliverFailed: {
    open: 'Redeliver failed …',
    title: 'Redeliver failed deliveries',
    means:
      'All failed deliveries of events since this time are made again. Their webhook-id stays the same, so receivers can ' +
      'recognise events that they have had already.',
    since: 'Since',
    now: 'Redeliver',
    done: 'Failed deliveries are being made again in the background, for events from',
    until: 'to',
  },

  suppressions: {
    intro: 'Nothing is sent from this account to the numbers on this list.',
    readOnly: 'Your key allows you to see the list, but not to change it.',
    number: 'Phone number',
    numberHint: 'In any usual form: 079 123 45 67 or +41 79 123 45 67.',
    numberPattern: 'A phone number: digits, and spaces or punctuation between them.',
    lookUp: {
      title: 'Is a number on the list?',
      submit: 'Look up',
      listed: 'It is on the list: nothing is sent to it.',
      notListed: (number: string) => `${number} is not on the list: messages can be sent to it.`,
    },
    add: {
      title: 'Add a number',
      reason: 'Reason',
      reasonHint: 'In your own words. If empty, the number keeps the reason that it has.',
      submit: 'Add to the list',
      effect: 'Messages to it that have not been sent yet are cancelled.',
      done: 'It is on the list. Nothing is sent to it from now on.',
      canceled: (messages: string) => `${messages} to it cancelled:`,
      notCanceled: (messages: string) => `${messages} to it could not be cancelled or had been sent already:`,
      incomplete: 'The number has many messages, and not all were checked. Add it again to go on.',
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
    by: { admin: 'an administrator', thisKey: 'this key' },
    lift: {
      title: (number: string) => `Lift ${number}?`,
      effect: 'Messages can be sent to it again. Cancelled messages stay cancelled.',
      submit: 'Send to it again',
      done: (number: string) => `${number} is off the list: messages can be sent to it again.`,
    },
  },

  account: {
    health: 'API',
    healthy: 'Answers',
    unhealthy: 'Does not answer',
    gateway: 'SMS gateway',
    reachable: 'Reachable',
    unreachable: 'Does not answer',
    loginRefused: 'Login refused',
    credits: 'Credits',
    gatewayCredits: 'Gateway’s credits',
    unknown: 'The credits and the gateway’s state could not be loaded',
    forbidden: 'Your key does not allow you to see the account’s credits and the gateway’s state.',
    name: 'Name',
    accountId: 'Account',
    groupId: 'Group',
    keyId: 'Key',
    title: 'Account and key',
    stateTitle: 'Credits and gateway',
    scopesTitle: 'What this key may do',
    missing: 'It may not:',
    everything: 'It may do everything.',
    sessionTitle: 'Where the key is kept',
    session:
      'Only this tab keeps the key. It is gone when you sign out, close the tab, or do nothing for 30 minutes. It is in no ' +
      'address and no log, and is never shown.',
    change: 'To change or revoke a key, give its id to whoever runs textgate.',
  },

  scopes: {
    'messages:send': 'send messages',
    'messages:read': 'see messages',
    'messages:cancel': 'cancel messages',
    'account:read': 'see the account and its credits',
    'numbers:read': 'look up numbers',
    'suppressions:read': 'see the suppression list',
    'suppressions:write': 'change the suppression list',
    'webhooks:read': 'see webhooks',
    'webhooks:write': 'change webhooks',
  } satisfies Record<Scope, string>,
} as const;
