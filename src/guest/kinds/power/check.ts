import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { notAllowedFor } from '../../rules.ts';

export function renameAfterCrash({ on_crash }: Guest, at: Path): Problem[] {
  return on_crash === 'rename-restart' ? [notAllowedFor([...at, 'on_crash'], 'rename-restart', 'QEMU', ['Xen'])] : [];
}
