import type { Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { lasts } from '../target/lasting.ts';
import { problem } from './codes.ts';
import { emulated } from './kinds/tpm/view.ts';

/** Where libvirt keeps a guest's UEFI variables and the state of its TPM (qemu_conf.c, virQEMUDriverConfigNew). */
export const stateFolders = { uefi: '/var/lib/libvirt/qemu/nvram', tpm: '/var/lib/libvirt/swtpm' };

export function checkState(host: Host): Problem[] {
  return Object.entries(host.vms).flatMap(([name, { boot, tpm }]) => [
    ...(boot.firmware === 'uefi' && !lasts(host, stateFolders.uefi)
      ? [
          problem('guest-state-in-memory', ['vms', name, 'boot', 'firmware'], {
            name,
            what: 'UEFI variables',
            folder: stateFolders.uefi,
          }),
        ]
      : []),
    ...(emulated({ tpm }) && !lasts(host, stateFolders.tpm)
      ? [problem('guest-state-in-memory', ['vms', name, 'tpm'], { name, what: 'TPM', folder: stateFolders.tpm })]
      : []),
  ]);
}
