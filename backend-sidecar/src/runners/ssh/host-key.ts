import { createHash } from 'node:crypto';

import type { HostKey } from './ssh-target.ts';

/** @param blob a public key as SSH sends it: its algorithm's name with its length before it, then the key */
export function hostKeyOf(blob: Buffer): HostKey {
  const length = blob.readUInt32BE(0);
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { algorithm: blob.toString('latin1', 4, 4 + length), fingerprint: `SHA256:${digest}` };
}
