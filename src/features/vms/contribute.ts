import { seedSecrets } from '../../guest/cloud-init/seed.ts';
import { domainView } from '../../guest/domain.ts';
import { screenPasswords } from '../../guest/kinds/graphics/password.ts';
import { mediatedUuids, pciAddresses } from '../../guest/kinds/hostdev/view.ts';
import type { Guest } from '../../host/guest.ts';
import type { Host } from '../../host/host.ts';
import { agentFolder } from '../../target/paths.ts';
import type { FileRequest } from '../../tree/request.ts';
import { tableFile } from '../../tree/table.ts';
import type { Contribution } from '../feature.ts';
import { packagesOf, servicesOf } from './packages.ts';
import { replugFiles } from './replug.ts';
import { startOrder } from './start-order.ts';
import { volumeRows } from './volumes.ts';

export function contribute(host: Host): Contribution {
  const guests = Object.entries(host.vms);
  const volumes = volumeRows(host);
  if (guests.length === 0) return volumes.length > 0 ? { files: [tableFile('volumes', volumes, [['vms']])] } : {};
  return {
    packages: guests.flatMap(([name, guest]) => packagesOf(name, guest, host)),
    services: servicesOf(guests),
    files: [
      ...guests.map(
        ([name, guest]): FileRequest => ({
          path: `${agentFolder}/libvirt/domains/${name}.xml`,
          view: { template: 'guest/domain', values: domainView(name, guest, host) },
          paths: [['vms', name]],
        }),
      ),
      tableFile(
        'guests',
        startOrder(guests).map(([name, guest]) => ({
          name,
          autostart: guest.autostart ? 'yes' : 'no',
          devices: devicesOf(guest),
          mediated: mediatedUuids(guest).join(',') || undefined,
        })),
        [['vms']],
      ),
      tableFile('volumes', volumes, [['vms']]),
      ...replugFiles(host),
      ...guests.flatMap(([name, guest]) => secretsOf(name, guest)),
      ...(guests.some(([, guest]) => guest.boot.firmware === 'uefi') ? [firmwareDescriptor(guests)] : []),
    ],
  };
}

/** Secrets that the agent inserts into seeds and definitions on the target. */
function secretsOf(name: string, guest: Guest): FileRequest[] {
  return [...seedSecrets(name, guest), ...screenPasswords(name, guest)];
}

/** The PCI addresses that must be bound before the guest may start. */
function devicesOf(guest: Guest): string {
  return pciAddresses(guest).join(',') || '-';
}

/**
 * Names Alpine's OVMF files for <os firmware='efi'>. Alpine's own descriptors come with QEMU and name files that some
 * releases do not install; libvirt reads /etc/qemu/firmware too, in order of file names (qemu
 * docs/interop/firmware.json). Alpine builds OVMF as RELEASE, so it logs nothing, and without SMM, so its Secure Boot
 * is not secure: its features include neither verbose-dynamic nor secure-boot.
 */
function firmwareDescriptor(guests: [string, Guest][]): FileRequest {
  return {
    path: 'etc/qemu/firmware/10-ovmf.json',
    view: {
      template: 'vms/etc/qemu/firmware/10-ovmf.json',
      values: { code: '/usr/share/OVMF/OVMF_CODE.fd', variables: '/usr/share/OVMF/OVMF_VARS.fd' },
    },
    paths: guests.filter(([, { boot }]) => boot.firmware === 'uefi').map(([name]) => ['vms', name, 'boot', 'firmware']),
  };
}
