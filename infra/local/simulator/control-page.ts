import { faultKinds } from './fault-kinds.ts';
import { magicNumbers } from './magic-numbers.ts';

export const magicNumberTable: string = magicNumbers.map(({ number, effect }) => `  ${number}  ${effect}`).join('\n');

const faultTable = Object.entries(faultKinds)
  .map(
    ([fault, { strikes, gateway, textgate }]) => `  ${fault.padEnd(22)}${strikes}\n      ${gateway}\n      ${textgate}`,
  )
  .join('\n');

/** What `GET /control/` says: the manual of the simulated gateway. */
export const controlPage = `The simulated SMS gateway

XML-RPC is served at /api2/ (with the trailing slash, only there): the eight methods of the gateway's interface document.
A page with the phones is at / of the control API's own port.

Numbers with an effect of their own; every other valid number is delivered to
${magicNumberTable}

Where the document is silent, this gateway
  - answers a wrong user or password with false from auth, get_credits and get_guid, as documented, and with fault 1
    "Authentication failed" from the other methods; an unknown method is fault -32601, wrong parameters -32602,
    a body that is no call -32700;
  - answers [dest, 1, id] for a message that it sends, [dest, 9, id] for one that it schedules, and
    [dest, false, error code] for one that it refuses;
  - refuses with error 2 (Gateway error) what the credits do not cover, 8 more than 10 segments, 4 a type other than
    text and flash, 6 a sender of more than 11 characters that is no number of up to 15 digits;
  - gives the credits of a cancelled message back;
  - shows a cancelled message as [id, 10, 9], or with last_status 10 in the struct form;
  - reads a time in autumn's repeated hour as the first of the two, and one in the hour that spring leaves out as invalid;
  - answers clean_number with an empty string for what is no number, and get_status and cancel_message with [id, false]
    for an id that it does not know.

Control API (JSON), here and at a port of its own, which goes on while the gateway's refuses connections: npm run gateway
tells it, and npm start writes it into .local/stack.json as simulatorControlUrl. What it will not do, it answers with
{error}. It is for this machine: not under another name than 127.0.0.1 or localhost, and not for pages of other origins.
  GET    /control/health
  GET    /control/messages[?to=NUMBER]  what the phones received (receivedAt is null until they have)
  GET    /control/messages/latest?to=NUMBER[&after=][&wait=SECONDS]
                            the newest that the phone has received, waited for up to 30 s unless told; after, a time
                            (RFC 3339) or the id of a message: only what is newer; 404 when none came
  POST   /control/messages/ID  {outcome: deliver|fail|expire|hold|release, statusCode?: 4|5|7}
                            now; held, it stays as it is until released; 409 when it has ended: that is never changed
  POST   /control/messages  {outcome: release}  lets all go that are held
  GET    /control/new-messages
  POST   /control/new-messages  {failRate?: 0–1, seed?, statusCode?: 4|5|6|7, hold?}
                            what becomes of those taken from now on
  GET    /control/state[?since=COUNTER]  the counter, and the messages that changed since; clock, faults and settings
  GET    /control/requests              calls, bytes and connections; the newest calls with their parameters
  GET    /control/clock
  POST   /control/clock     {speed?, advanceSeconds?}
  GET    /control/faults
  POST   /control/faults    {fault, method?, to?, times?, rate?, seed?, applied?, delayMs?, durationMs?,
                             intervalMs?, retryAfterSeconds?, depth?}
  DELETE /control/faults
  GET    /control/accounts
  POST   /control/accounts  {user, password?, credits?, charge?: segment|recipient, mayOverdraw?,
                             status?: regular|free, guid?, defaultSender?, maySetSender?}
  POST   /control/settings  {statusForm?: struct|codes, sendForm?: code|boolean}
  POST   /control/reset     back to the beginning, accounts and clock included

At speed 1 a message is submitted after 1 s, on the network after 2 s and delivered after 4 s. Advancing the clock moves
the date as well, speed does not.

Faults: when each strikes, what the gateway does, and what textgate makes of it when it sends
${faultTable}

  listener    nobody listens on the gateway's port for durationMs, or until the faults are deleted
  connection  strikes the next connections to the gateway's port, also those to the control API there
  head        strikes requests when their headers were read, whatever the method
  replaces    the call is not carried out, unless applied is true, and its answer is replaced
  distorts    the call is carried out, and its own answer is spoilt
`;
