import { isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { longestUrl } from '../contract/webhook-events.ts';

/**
 * Which addresses may be called. An account chooses its webhooks' addresses, and textgate calls them from within AWS.
 * So it calls only what anybody could call over the internet, and no service that trusts its neighbours.
 */
export interface Reach {
  /** Allows addresses of this machine, also by http. For a developer's machine. */
  readonly toLoopback: boolean;
}

export const notOnInternet =
  'The address is not on the public internet: textgate does not post to private or reserved addresses.';

/** What is wrong with a webhook's address, in a sentence for its account. It looks no name up. */
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

/**
 * The IP address in a URL that has one in place of a name. The URL parser has put it into its usual form, whether it
 * was written in octal, short, in full-width digits or otherwise.
 */
export const literalOf = ({ hostname }: URL): string | undefined => {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? undefined : bare;
};

/** Whether this IP address may be called. A name may be called only if all of its addresses may. */
export const mayCall = (address: string, { toLoopback }: Reach): boolean => {
  const range = rangeOf(address);
  return range === 'internet' || (toLoopback && range === 'loopback');
};

/** Ports below 1024 are for services such as mail, files and remote control. */
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
  // Resolvers should not look this name up (RFC 6761 §6.3).
  if (/(^|\.)localhost\.?$/.test(hostname)) return notOnInternet;
  if (hostname.endsWith('.')) return 'The host name must not end with a dot.';
  return isFullName(hostname) ? undefined : 'The host must be a full domain name, such as hooks.example.com.';
};

/** At least two labels of at most 63 characters each (RFC 1035 §2.3.4). The URL parser has made them ASCII. */
const isFullName = (hostname: string): boolean =>
  hostname.length <= 253 && /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+$/.test(hostname);

const isLoopbackHost = (url: URL): boolean => {
  const literal = literalOf(url);
  return literal === undefined ? url.hostname === 'localhost' : rangeOf(literal) === 'loopback';
};

/** The addresses of the public internet (RFC 4291 §2.4). The rest of IPv6 is reserved or has special uses. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Leads to the IPv4 address in its last 32 bits (RFC 6052 §2.1), like a mapped address. */
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

const rangeOf = (address: string): 'internet' | 'loopback' | 'elsewhere' => {
  const plain = plainOf(address);
  if (plain === undefined) return 'elsewhere';
  const parsed = targetOf(ipaddr.parse(plain));
  const range = parsed.range();
  if (range === 'loopback') return 'loopback';
  const isGlobal = parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
  return range === 'unicast' && isGlobal ? 'internet' : 'elsewhere';
};

/**
 * An IPv6 address in hexadecimal only. The library `ipaddr.js` accepts more spellings than a socket does, and takes
 * `::8.8.8.8` for a mapped address.
 */
const plainOf = (address: string): string | undefined => {
  if (!isIPv6(address)) return isIP(address) === 0 ? undefined : address;
  const url = URL.parse(`https://[${address}]`);
  return url === null ? undefined : literalOf(url);
};

/** The IPv4 address that an IPv6 address leads to, if it does. */
const targetOf = (address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 => {
  if (address instanceof ipaddr.IPv4) return address;
  const leadsToV4 = address.range() === 'ipv4Mapped' || address.match(nat64);
  return leadsToV4 ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
};
