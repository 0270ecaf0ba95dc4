import { describe, expect, test } from 'vitest';
import { mayCall, notOnInternet, urlProblem } from '../../../functions/receivers/address.ts';

const strict = { toLoopback: false };
const local = { toLoopback: true };

/** Addresses that names may resolve to: each range by its ends. Most are those of the tests of svix-webhooks (`webhook_http_client.rs`). */
const refused: readonly string[] = [
  // This network, and loopback
  ...['0.0.0.0', '0.1.2.3', '0.255.255.255', '127.0.0.1', '127.0.0.254', '127.254.254.254', '127.255.255.255'],
  // Private, and the carriers' own
  ...['10.0.0.0', '10.254.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  ...['100.64.0.0', '100.100.100.200', '100.127.255.255'],
  // Link-local: the metadata of EC2, the credentials of ECS and EKS
  ...['169.254.0.1', '169.254.169.254', '169.254.170.2', '169.254.170.23', '169.254.255.255'],
  // Protocols, documentation, benchmarks, relays, AS112, AMT
  ...[
    '192.0.0.0',
    '192.0.0.192',
    '192.0.0.255',
    '192.0.2.1',
    '198.51.100.65',
    '203.0.113.6',
    '198.18.0.0',
    '198.19.255.255',
  ],
  ...['192.88.99.3', '192.175.48.1', '192.31.196.1', '192.52.193.1'],
  // Multicast, reserved, broadcast
  ...[
    '224.0.0.1',
    '233.252.0.16',
    '239.255.255.255',
    '240.0.0.0',
    '240.240.240.240',
    '255.255.255.254',
    '255.255.255.255',
  ],
  // IPv6: unspecified, loopback, link-local, site-local, unique local (EC2's metadata among them), multicast, discard
  ...[
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf:ffff::1',
    'fec0::1',
    'feff::1',
    'fc00::1',
    'fd00:ec2::254',
    'fd00:ec2::23',
  ],
  ...['fd7a:115c:a1e0::1', 'ff02::1', 'ff0e::1', '100::1'],
  // An IPv4 address in another form
  ...[
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.169.254',
    '::ffff:10.0.0.1',
    '::ffff:0.0.0.1',
    '0:0:0:0:0:ffff:c0a8:1',
  ],
  ...[
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::c0a8:0',
    '64:ff9b:1::8.8.8.8',
    '64:ff9b:1:ffff::1',
    '64:ff9b:0:1::808:808',
  ],
  ...[
    '::127.0.0.1',
    '::8.8.8.8',
    '::ffff:0:8.8.8.8',
    '2002:7f00:1::',
    '2002:808:808::1',
    '2001::1',
    '2001:0:4136:e378::',
  ],
  // Documentation, benchmarks, identifiers, AMT, AS112, segment routing, and what is given to nobody
  ...['2001:db8::1', '3fff::1', '3fff:fff:ffff::1', '2001:2::1', '2001:10::1', '2001:20::1', '2001:30::1', '2001:3::1'],
  ...['2001:4:112::1', '2620:4f:8000::1', '5f00::1', '4000::1', '1fff::1', 'e000::1', 'fbff::1'],
  // No addresses
  ...['', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '8.8.8.8.', '8.8.8.8/8', ' 8.8.8.8', '[::1]'],
];

const called: readonly string[] = [
  ...[
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
  ],
  ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0'],
  ...[
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450:4001::1',
    '2001:4860:4860::8888',
  ],
  ...['2001:200::1', '3ffe::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'],
];

describe('an address that a name resolves to', () => {
  test.each(refused)('%s is not called', (address) => expect(mayCall(address, strict)).toBe(false));

  test.each(called)('%s is called', (address) => expect(mayCall(address, strict)).toBe(true));

  test.each(refused)('%s is called on a developer’s machine where it is loopback, and no other is', (address) => {
    const isLoopback = /^(::ffff:|64:ff9b::)?(127(\.\d+){3}|7f00:1)$|^::1$/.test(address);

    expect(mayCall(address, local)).toBe(isLoopback);
  });
});

/** What a URL may be written with that leads to one of ours. */
const spellings: readonly string[] = [
  ...['127.0.0.1', '127.1', '127.0.1', '127.000.000.001', '0177.0.0.1', '0177.1', '0x7f.0.0.1', '0x7f.1', '0X7F000001'],
  ...[
    '2130706433',
    '017700000001',
    '0x7f000001',
    '127.0.0.1.',
    '127.1.',
    '%31%32%37.0.0.1',
    '１２７.０.０.１',
    '①②⑦.0.0.①',
    '127。0。0。1',
  ],
  ...[
    '0',
    '0.0.0.0',
    '0x0',
    '00',
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0xa9.0xfe.0xa9.0xfe',
    '0251.0376.0251.0376',
    '169.254.43518',
  ],
  ...['10.1', '0xa.1', '192.168.257', '172.1048577', '100.64.0.1', '3232235777', '4294967295', '037777777777'],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::FFFF:A9FE:A9FE]',
    '[::127.0.0.1]',
  ],
  ...[
    '[64:ff9b::7f00:1]',
    '[64:ff9b::169.254.169.254]',
    '[64:ff9b:1::1]',
    '[2002:7f00:1::]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[2001:db8::1]',
  ],
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'hooks.localhost',
    'hooks.localhost.',
    'ｌｏｃａｌｈｏｓｔ',
    'loc%61lhost',
  ],
];

test.each(spellings)('https://%s is refused as not on the internet', (host) => {
  for (const url of [`https://${host}`, `https://${host}:8443/hook?x=1#y`])
    expect(urlProblem(url, strict)).toBe(notOnInternet);
});

test.each([
  'https://hooks.example.com',
  'HTTPS://Hooks.Example.COM/a?b=c#d',
  'https://hooks.example.com:443/',
  'https://hooks.example.com:1024/',
  'https://hooks.example.com:65535/',
  'https://my_hooks.example.com/',
  'https://zürich.example/',
  'https://xn--zrich-kva.example/',
  'https://8.8.8.8/',
  'https://134744072/',
  'https://[2606:4700::1111]:8443/',
  'https://[64:ff9b::8.8.8.8]/',
  `https://hooks.example.com/${'x'.repeat(974)}`,
])('%s is taken', (url) => expect(urlProblem(url, strict)).toBeUndefined());

const mustBeHttps = 'The address must begin with https://.';
const mustBeUrl = 'The address must be a URL that begins with https://.';
const mustBeFull = 'The host must be a full domain name, such as hooks.example.com.';
const port = 'The port must be 443 or 1024 to 65535.';
const characters = 'The address must not contain spaces, control characters or backslashes.';

test.each([
  ['http://hooks.example.com/', mustBeHttps],
  ['http://127.0.0.1:4000/', mustBeHttps],
  ...[
    '',
    'hooks.example.com',
    '//hooks.example.com',
    'https:hooks.example.com',
    'https:/hooks.example.com',
    'https://',
  ].map((url): [string, string] => [url, mustBeUrl]),
  ...['ftp://hooks.example.com', 'file:///etc/passwd', 'data:text/plain,x', 'unix:/run/x', 'https+unix://x/y'].map(
    (url): [string, string] => [url, mustBeUrl],
  ),
  ...[
    'https://[::1',
    'https://[fe80::1%25eth0]/',
    'https://1.2.3.4.5/',
    'https://256.1.1.1/',
    'https://a.0x/',
    'https://a%00b.example/',
  ].map((url): [string, string] => [url, mustBeUrl]),
  ['https://hooks.example.com:65536/', mustBeUrl],
  ['https://user@hooks.example.com/', 'The address must not contain a user or password.'],
  ['https://:secret@hooks.example.com/', 'The address must not contain a user or password.'],
  ['https://8.8.8.8@127.0.0.1/', 'The address must not contain a user or password.'],
  ...[0, 22, 25, 80, 442, 444, 1023].map((number): [string, string] => [`https://hooks.example.com:${number}/`, port]),
  ['https://hooks.example.com./', 'The host name must not end with a dot.'],
  ['https://hooks/', mustBeFull],
  ['https://hooks..example.com/', mustBeFull],
  ['https://.example.com/', mustBeFull],
  [`https://${'x'.repeat(64)}.example.com/`, mustBeFull],
  [`https://${'x.'.repeat(130)}com/`, mustBeFull],
  ...[
    ' https://a.example',
    'https://a.example\n',
    'https://a\t.example',
    'https://a.example\\@b.example',
    'https:\\\\a.example',
  ].map((url): [string, string] => [url, characters]),
  [`https://hooks.example.com/${'x'.repeat(975)}`, 'The address must have at most 1000 characters.'],
])('%j is refused: %s', (url, problem) => expect(urlProblem(url, strict)).toBe(problem));

test('on a developer’s machine, webhooks are posted to it by http or https, and to nothing else of ours', () => {
  for (const host of ['127.0.0.1', '127.1', '[::1]', 'localhost']) {
    for (const scheme of ['http', 'https']) expect(urlProblem(`${scheme}://${host}:4000/hook`, local)).toBeUndefined();
  }
  expect(urlProblem('http://127.0.0.1:22/', local)).toBe(port);
  expect(urlProblem('http://127.0.0.1/', local)).toBe(port);
  expect(urlProblem('http://hooks.example.com:4000/', local)).toBe(mustBeHttps);
  expect(urlProblem('http://10.0.0.1:4000/', local)).toBe(mustBeHttps);
  expect(urlProblem('https://10.0.0.1:4000/', local)).toBe(notOnInternet);
  expect(urlProblem('https://hooks.localhost:4000/', local)).toBe(notOnInternet);
});
