import { onOff } from '../../attributes.ts';

interface Placed {
  address?: string | undefined;
  multifunction?: boolean | undefined;
  xml?: string | undefined;
  boot_order?: number | undefined;
}

/**
 * Template values of the keys that every device may have: boot order, address in the guest, XML; undefined without any.
 */
export function placedView({ address, multifunction, xml, boot_order }: Placed): object | undefined {
  if (address === undefined && xml === undefined && boot_order === undefined) return undefined;
  return {
    order: boot_order,
    address: address && { type: 'pci', ...pciParts(address), multifunction: onOff(multifunction) },
    xml,
  };
}

/** An address such as 0000:00:1a.0 in libvirt's attributes. */
export function pciParts(address: string): { domain: string; bus: string; slot: string; function: string } {
  const [domain, bus, slot, fn] = address.split(/[:.]/);
  return { domain: `0x${domain}`, bus: `0x${bus}`, slot: `0x${slot}`, function: `0x${fn}` };
}
