/** What went wrong before there was an answer, by the error's code: its text may hold what was sent. */
const HAPPENED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; check host and port, and that it runs',
  ECONNRESET: 'the connection was closed before the answer was complete; it may speak HTTPS there',
  ENOTFOUND: 'there is no host of that name (DNS)',
  EAI_AGAIN: 'the name of the host could not be looked up (DNS)',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'the host does not answer; a firewall may be in between',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer; a firewall may be in between',
  UND_ERR_SOCKET: 'the connection was closed',
  ERR_INVALID_CHAR: 'a header field holds a character that is not allowed',
  HPE_INVALID_CONSTANT: 'what answers there speaks no HTTP',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  CERT_NOT_YET_VALID: 'its TLS certificate is not valid yet; check the clocks',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed and not trusted here (NODE_EXTRA_CA_CERTS)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate is not trusted here (NODE_EXTRA_CA_CERTS)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate is not trusted here (NODE_EXTRA_CA_CERTS)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its TLS certificate is not trusted here (NODE_EXTRA_CA_CERTS)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak HTTPS; try http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak HTTPS; try http://',
};

/** One part of a sentence, e.g. “the connection was closed”; a code that is not known here is named. */
export function networkFault(error: unknown): string {
  if (error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port') {
    return 'that is a port that is reserved for something else than HTTP';
  }
  const code = codeOf(error);
  return HAPPENED[code] ?? `the call failed (${code})`;
}

/** `fetch` wraps what happened; of several addresses of a host the first says it. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first instanceof Error && 'code' in first ? String(first.code) : 'for an unknown reason';
}
