import { compareAddresses, slotOf } from '../../machine/address.ts';
import type { PciFunction } from '../../machine/schema.ts';
import type { StandIn } from '../hardware/stand-ins.ts';

/** q35's own functions that have the same id as a possible substitute. */
const chipset = [
  { address: '0000:00:00.0', id: '8086:29c0', class: '060000' },
  { address: '0000:00:1f.0', id: '8086:2918', class: '060100' },
  { address: '0000:00:1f.2', id: '8086:2922', class: '010601' },
  { address: '0000:00:1f.3', id: '8086:2930', class: '0c0500' },
];

/**
 * The functions of the virtual machine. None of them has access control, so all functions of a card are one group, and
 * a card alone on its bus or port is a group of its own (drivers/iommu, pci_device_group); QEMU's root ports have it.
 */
export function virtualFunctions(standIns: readonly Pick<StandIn, 'address' | 'id' | 'class'>[]): PciFunction[] {
  const all = [...chipset, ...standIns].sort((a, b) => compareAddresses(a.address, b.address));
  const slots = [...new Set(all.map(({ address }) => slotOf(address)))];
  return all.map(({ address, id, class: kind }) => ({
    address,
    id,
    class: kind,
    subsystem: null,
    driver: null,
    modules: null,
    iommu_group: slots.indexOf(slotOf(address)),
    bridges: null,
    resets: null,
    acs: null,
    boot_vga: null,
    rom: null,
    numa_node: null,
    physical_function: null,
    sriov_totalvfs: null,
    sriov_offset: null,
    sriov_stride: null,
    mdev_types: null,
    name: null,
  }));
}
