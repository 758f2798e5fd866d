import type { Problem } from '#src/findings/finding.ts';
import type { Host } from '#src/host/host.ts';
import { refusedBy } from '../../libvirt-version.ts';
import { isQ35 } from '../../machine-type.ts';

/** An ISA card: QEMU's q35 has a bus for it, but libvirt no longer allows it there (qemu_validate.c). */
export function checkWatchdog(host: Host): Problem[] {
  return Object.entries(host.vms).flatMap(([name, { watchdog, machine }]) => {
    const model = typeof watchdog === 'string' ? watchdog : watchdog.model;
    if (model !== 'ib700' || !isQ35(machine)) return [];
    return refusedBy(host, ['vms', name, 'watchdog'], {
      accepted: '9.0',
      refused: '11.3',
      what: 'the watchdog ib700 on a q35 machine',
      remedy: 'Use i6300esb or itco, or machine: pc.',
    });
  });
}
