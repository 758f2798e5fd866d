import type { Host } from '../../pipeline/host.ts';
import { parseSize } from '../../profile/units.ts';
import { diskView } from './devices/disk/view.ts';
import { graphicsView } from './devices/graphics/view.ts';
import { hostdevView } from './devices/hostdev/view.ts';
import { interfaceView } from './devices/interface/view.ts';
import { osVariantId } from './os-variants.ts';
import type { Guest } from './resolve.ts';

/** virt-install 4 writes this many root ports, so that devices can be plugged into a running q35 guest. */
const rootPorts = 14;

/** The template values of one libvirt domain. Defaults are those of virt-install 4, written out. */
export function domainView(name: string, guest: Guest, host: Host): object {
  const q35 = guest.machine === 'q35';
  return {
    name,
    uuid: guest.uuid,
    title: guest.title,
    osId: guest.os_variant && osVariantId(guest.os_variant),
    memoryKiB: Math.ceil(parseSize(guest.memory) / 1024),
    vcpus: guest.vcpus,
    machine: guest.machine,
    q35,
    rootPorts: q35 ? Array.from({ length: rootPorts }, () => ({})) : [],
    boot: guest.boot.order,
    uefi: guest.boot.firmware === 'uefi',
    smbios: guest.sysinfo === 'host',
    cpuMode: guest.cpu.mode,
    cpuModel: guest.cpu.model,
    disks: guest.disks.map((disk, index) => diskView(disk, guest.disks.slice(0, index), host.libvirt?.pools ?? {})),
    interfaces: guest.networks.map(interfaceView),
    hostdevs: guest.hostdevs.map(hostdevView),
    graphics: graphicsView(guest),
    tpm: guest.tpm === 'emulated',
    memballoon: guest.memballoon,
    scsi: guest.disks.some(({ bus }) => bus === 'scsi'),
  };
}
