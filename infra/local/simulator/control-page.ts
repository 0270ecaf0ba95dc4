import { faultKinds } from './fault-kinds.ts';
import { magicNumbers } from './magic-numbers.ts';

export const magicNumberTable: string = magicNumbers.map(({ number, effect }) => `  ${number}  ${effect}`).join('\n');

const faultTable = Object.entries(faultKinds)
  .map(
    ([fault, { strikes, gateway, textgate }]) => `  ${fault.padEnd(22)}${strikes}\n      ${gateway}\n      ${textgate}`,
  )
  .join('\n');

/** The manual of the simulated gateway, at `GET /control/`. */
export const controlPage = `The simulated SMS gateway

XML-RPC is served at /api2/ (with the trailing slash, only there): the eight methods of the gateway's interface document.
A page with the phones is at / of the control API's own port.

Numbers with special effects; messages to every other valid number are delivered
${magicNumberTable}

Where the interface document says nothing, this gateway
  - answers a wrong user or password with false from auth, get_credits and get_guid, as documented, and with fault 1
    "Authentication failed" from the other methods; an unknown method is fault -32601, wrong parameters -32602,
    a body that is no call -32700;
  - answers [dest, 1, id] for a message that it sends, [dest, 9, id] for one that it schedules, and
    [dest, false, error code] for one that it refuses;
  - refuses with error 2 (Gateway error) what the credits do not cover, 8 more than 10 segments, 4 a type other than
    text and flash, 6 a sender of more than 11 characters that is no number of up to 15 digits;
  - gives back the credits of a cancelled message;
  - shows a cancelled message as [id, 10, 9], or with last_status 10 in the struct form;
  - reads a time in autumn's repeated hour as the first of the two, and one in the hour that spring leaves out as invalid;
  - answers clean_number with an empty string for what is no number, and get_status and cancel_message with [id, false]
    for an id that it does not know.

Control API (JSON), here and at its own port, which goes on while the gateway's port refuses connections. npm run gateway
prints that port, and npm start writes it to .local/stack.json as simulatorControlUrl. Wrong requests are answered with
{error}. It answers only under the names 127.0.0.1 and localhost, and not to pages of other origins.
  GET    /control/health
  GET    /control/messages[?to=NUMBER]  what the phones received (receivedAt is null until then)
  GET    /control/messages/latest?to=NUMBER[&after=][&wait=SECONDS]
                            the newest message that the phone has received; waits for one up to 30 s by default;
                            after is a time (RFC 3339) or a message's id: only newer ones; 404 if none came
  POST   /control/messages/ID  {outcome: deliver|fail|expire|hold|release, statusCode?: 4|5|7}
                            now; a held message stays as it is until released; 409 if it has ended: that never changes
  POST   /control/messages  {outcome: release}  releases all held messages
  GET    /control/new-messages
  POST   /control/new-messages  {failRate?: 0–1, seed?, statusCode?: 4|5|6|7, hold?}
                            what becomes of messages accepted from now on
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
  POST   /control/reset     start again, with accounts and clock reset

At speed 1 a message is submitted after 1 s, on the network after 2 s and delivered after 4 s. Advancing the clock moves
the date as well, speed does not.

Faults: when each takes effect, what the gateway does, and what textgate should do if it was sending
${faultTable}

  listener    nobody listens on the gateway's port for durationMs (1 s by default), or until the faults are deleted
  connection  hits the next connections to the gateway's port, also those to the control API there
  head        hits requests after their headers were read, whatever the method
  replaces    the call is not carried out (unless applied is true), and its answer is replaced
  distorts    the call is carried out, and its answer is spoilt
`;
