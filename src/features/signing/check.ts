import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { problem } from './codes.ts';

export function check(host: Host): Problem[] {
  return damagedKeys(host);
}

/** ssh-keygen passes over a key that it cannot read, and the host would accept no overlay any more. */
function damagedKeys({ signing: { allowed_signers } }: Host): Problem[] {
  return allowed_signers.flatMap((line, index) => {
    const [type = '', blob = ''] = line.split(' ');
    return isWhole(type, Buffer.from(blob, 'base64'))
      ? []
      : [problem('signer-key-damaged', ['signing', 'allowed_signers', index], { type })];
  });
}

/** How many fields the key of each type has, its type included (RFC 4253, 5656, 8709; OpenSSH's PROTOCOL.u2f). */
const fieldCounts: Readonly<Record<string, number>> = {
  'ssh-rsa': 3,
  'ssh-ed25519': 2,
  'sk-ssh-ed25519@openssh.com': 3,
  'sk-ecdsa-sha2-nistp256@openssh.com': 4,
};

/** Whether a key consists of exactly the fields of its type, the first of which names the type. */
function isWhole(type: string, blob: Buffer): boolean {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return false;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return at === blob.length && fields[0]?.toString() === type && fields.length === (fieldCounts[type] ?? 3);
}
