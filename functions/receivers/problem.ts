const broken = 'The receiver closed the connection before it answered.';
const unreachable = 'The address could not be reached.';
const untrusted = 'The certificate is not from a trusted authority, or its chain is incomplete.';

/** By error codes of Node, the operating system and OpenSSL. */
const problems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: broken,
  EPIPE: broken,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EADDRNOTAVAIL: unreachable,
  HPE_HEADER_OVERFLOW: 'The headers of the answer are larger than 16 KiB.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is not valid for this host.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  CERT_NOT_YET_VALID: 'The certificate is not valid yet.',
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
};

/**
 * Why there was no answer, in words for the account. They reveal nothing about textgate's network. `undefined`: the
 * connection ended without an error.
 */
export const problemOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = Object.hasOwn(problems, code) ? problems[code] : undefined;
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'The answer is not valid HTTP/1.1.';
  if (/^(ERR_SSL_|ERR_TLS_|EPROTO$|CERT_)/.test(code)) return 'The TLS handshake failed.';
  return error === undefined ? broken : 'The call failed.';
};
