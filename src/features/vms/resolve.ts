import { bootsByDevice } from '../../guest/boot-order.ts';
import { sourceOf } from '../../guest/kinds/disk/source.ts';
import { attachedOf } from '../../guest/kinds/hostdev/attached.ts';
import { isQ35 } from '../../guest/machine-type.ts';
import { supports } from '../../guest/os-variants.ts';
import type { Disk, DiskProfile, Guest, GuestProfile, Interface } from '../../host/guest.ts';
import type { ResolveContext } from '../../host/resolve-context.ts';
import type { Profile } from '../../host/schema.ts';
import { madeAt } from '../../host/virtual-functions.ts';
import { addressOf } from '../../machine/selectors.ts';
import { derivedMac, derivedUuid } from '../../profile/derive.ts';

export function resolve(vms: Profile['vms'], context: ResolveContext): Record<string, Guest> {
  return Object.fromEntries(Object.entries(vms).map(([name, guest]) => [name, resolveGuest(name, guest, context)]));
}

function resolveGuest(name: string, guest: GuestProfile, context: ResolveContext): Guest {
  const { profile, lock, machine: facts } = context;
  const machine = guest.machine ?? (supports(guest, 'q35') ? 'q35' : 'pc');
  return {
    ...guest,
    uuid: guest.uuid ?? derivedUuid(profile.hostname, name),
    machine,
    // As virt-install (virtinst/domain/cpu.py, set_defaults): without KVM the guest cannot use the host's processor.
    cpu: { ...guest.cpu, mode: guest.cpu.mode ?? (guest.type === 'kvm' ? 'host-passthrough' : 'default') },
    boot: {
      ...guest.boot,
      firmware: guest.boot.firmware ?? (supports(guest, 'efi') ? 'uefi' : 'bios'),
      order: guest.boot.order ?? (bootsByDevice(guest) ? [] : ['hd']),
    },
    disks: guest.disks.map((disk) => ({
      ...disk,
      bus: disk.bus ?? busOf(disk, guest, machine),
      format: disk.format ?? formatOf(disk, profile),
      ...(disk.image
        ? { image: { ...disk.image, sha256: disk.image.sha256 ?? lock?.images[disk.image.url]?.sha256 } }
        : {}),
    })),
    networks: guest.networks.map((card, index) => {
      const hostdev = card.hostdev && addressOf(card.hostdev);
      // libvirt gives it both when the guest starts, and 0 for no VLAN (virnetdev.c, virNetDevSetNetConfig).
      const made = hostdev ? madeAt({ passthrough: profile.passthrough, machine: facts }, hostdev) : undefined;
      return {
        ...card,
        hostdev,
        vlan: card.vlan ?? made?.settings?.vlan,
        mac: card.mac ?? made?.settings?.mac ?? derivedMac(profile.hostname, name, String(index)),
        model: card.model ?? cardModel(guest, machine),
      };
    }),
    attached: guest.hostdevs.map((device) => attachedOf(device, context)),
  };
}

/** As virt-install (virtinst/devices/disk.py, _default_bus): for drives, i440FX has IDE and q35 has SATA. */
function busOf({ device }: DiskProfile, guest: GuestProfile, machine: string): Disk['bus'] {
  if (device === 'floppy') return 'fdc';
  if (device === 'lun') return 'scsi';
  if (device === 'disk' && supports(guest, 'virtio-blk')) return 'virtio';
  return isQ35(machine) ? 'sata' : 'ide';
}

/** As virt-install (virtinst/devices/interface.py, default_model). */
function cardModel(guest: GuestProfile, machine: string): Interface['model'] {
  if (supports(guest, 'virtio-net')) return 'virtio';
  if (isQ35(machine)) return 'e1000e';
  if (supports(guest, 'net-ne2k_pci')) return 'ne2k_pci';
  return supports(guest, 'net-pcnet') ? 'pcnet' : 'e1000';
}

function formatOf(disk: DiskProfile, { libvirt }: Profile): Disk['format'] {
  const [pool = '', name = ''] = disk.volume?.split('/') ?? [];
  const declared = libvirt?.pools[pool];
  const format = declared && 'volumes' in declared ? declared.volumes[name]?.format : undefined;
  if (format) return format;
  const { source, block } = sourceOf(disk, libvirt?.pools ?? {});
  return !block && source?.endsWith('.qcow2') ? 'qcow2' : 'raw';
}
