import type { Host } from '../../host/host.ts';
import { allowedSignersFile, serialFile } from '../../target/paths.ts';
import { namespace } from '../../target/signatures.ts';
import type { Contribution } from '../feature.ts';

export function contribute({ signing: { allowed_signers, serial } }: Host): Contribution {
  const signers = {
    path: allowedSignersFile,
    view: { template: 'signing/etc/mkapkovl/allowed_signers', values: { keys: allowed_signers, namespace } },
    paths: [['signing', 'allowed_signers']],
  };
  const number = {
    path: serialFile,
    view: { template: 'signing/etc/mkapkovl/serial', values: { serial } },
    paths: [['signing', 'serial']],
  };
  return { files: [...(allowed_signers.length > 0 ? [signers] : []), ...(serial === undefined ? [] : [number])] };
}
