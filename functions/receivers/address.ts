import { isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { longestUrl } from '../contract/webhook-events.ts';

/**
 * Where webhooks may be posted to. An account chooses the address, and we call it from within AWS: so nothing is called but
 * what everybody could call over the internet, and no service that trusts its neighbours.
 */
export interface Reach {
  /** On a developer's machine: this very machine, too, and by http. */
  readonly toLoopback: boolean;
}

export const notOnInternet =
  'The address is not on the public internet: textgate does not post to private or reserved addresses.';

/** What is wrong with the address of a webhook, in a sentence for its account; nothing is, as far as one can tell without a look-up. */
export const urlProblem = (text: string, { toLoopback }: Reach): string | undefined => {
  if (text.length > longestUrl) return `The address must have at most ${longestUrl} characters.`;
  if (/[\s\p{Cc}\\]/u.test(text)) return 'The address must not contain spaces, control characters or backslashes.';
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null) return 'The address must be a URL that begins with https://.';
  if (url.username !== '' || url.password !== '') return 'The address must not contain a user or password.';
  const isHere = toLoopback && isLoopbackHost(url);
  if (url.protocol !== 'https:' && !isHere) return 'The address must begin with https://.';
  return portProblem(url) ?? (isHere ? undefined : hostProblem(url));
};

/** The address that a URL has in place of a name. A URL's parser makes one of every spelling: octal, short, in full-width digits, … */
export const literalOf = ({ hostname }: URL): string | undefined => {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? undefined : bare;
};

/** Whether this address may be called. Of a name, each of its addresses must be. */
export const mayCall = (address: string, { toLoopback }: Reach): boolean => {
  const range = rangeOf(address);
  return range === 'internet' || (toLoopback && range === 'loopback');
};

/** Below 1024 are the services of machines: mail, files, remote control. */
const portProblem = ({ port, protocol }: URL): string | undefined => {
  const number = port === '' ? { 'https:': 443 }[protocol] : Number(port);
  return number !== undefined && (number === 443 || number >= 1024)
    ? undefined
    : 'The port must be 443 or 1024 to 65535.';
};

const hostProblem = (url: URL): string | undefined => {
  const { hostname } = url;
  const literal = literalOf(url);
  if (literal !== undefined) return mayCall(literal, { toLoopback: false }) ? undefined : notOnInternet;
  // Never asked of a resolver (RFC 6761 §6.3).
  if (/(^|\.)localhost\.?$/.test(hostname)) return notOnInternet;
  if (hostname.endsWith('.')) return 'The host name must not end with a dot.';
  return isFullName(hostname) ? undefined : 'The host must be a full domain name, such as hooks.example.com.';
};

/** Two labels or more, each of 63 characters at most (RFC 1035 §2.3.4); the parser has made ASCII of all others. */
const isFullName = (hostname: string): boolean =>
  hostname.length <= 253 && /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+$/.test(hostname);

const isLoopbackHost = (url: URL): boolean => {
  const literal = literalOf(url);
  return literal === undefined ? url.hostname === 'localhost' : rangeOf(literal) === 'loopback';
};

/** What is given to the whole internet (RFC 4291 §2.4); all else of IPv6 is reserved, or for a use of its own. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Leads to the IPv4 address in its last 32 bits (RFC 6052 §2.1), as a mapped address does. */
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

const rangeOf = (address: string): 'internet' | 'loopback' | 'elsewhere' => {
  const plain = plainOf(address);
  if (plain === undefined) return 'elsewhere';
  const parsed = meant(ipaddr.parse(plain));
  const range = parsed.range();
  if (range === 'loopback') return 'loopback';
  const isGlobal = parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
  return range === 'unicast' && isGlobal ? 'internet' : 'elsewhere';
};

/** The library takes more for an address than a socket does, and `::8.8.8.8` for a mapped one: it is given hexadecimal alone. */
const plainOf = (address: string): string | undefined => {
  if (!isIPv6(address)) return isIP(address) === 0 ? undefined : address;
  const url = URL.parse(`https://[${address}]`);
  return url === null ? undefined : literalOf(url);
};

const meant = (address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 => {
  if (address instanceof ipaddr.IPv4) return address;
  const isAnotherForm = address.range() === 'ipv4Mapped' || address.match(nat64);
  return isAnotherForm ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
};
