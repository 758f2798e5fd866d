import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { damagedKey } from '../../target/ssh-keys.ts';
import { problem } from './codes.ts';

export function check(host: Host): Problem[] {
  return damagedKeys(host);
}

/** ssh-keygen passes over a key that it cannot read, and the host would accept no overlay any more. */
function damagedKeys({ signing: { allowed_signers } }: Host): Problem[] {
  return allowed_signers.flatMap((line, index) => {
    const type = damagedKey(line);
    return type === undefined ? [] : [problem('signer-key-damaged', ['signing', 'allowed_signers', index], { type })];
  });
}
