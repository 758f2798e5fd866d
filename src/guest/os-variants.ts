import { nearestOfFamily } from './os-families.ts';
import support from './os-support.json' with { type: 'json' };
import variants from './os-variants.json' with { type: 'json' };

/**
 * Short ids of osinfo-db 20250606 and their full ids, and those of 20221130 that it has under another name;
 * test/libvirt/os-variants.py prints them. virt-manager and other tools read the id from a domain's metadata.
 */
const ids: Record<string, string> = variants;

export const osVariants = Object.keys(ids);

/** virt-install's name for a system that it knows nothing of; it has no id. */
const generic = 'generic';

export const isOsVariant = (shortId: string): boolean => shortId === generic || Object.hasOwn(ids, shortId);

/** The full osinfo-db id for a short id such as `alpinelinux3.14`, or of the system that it is taken for. */
export function osVariantId(shortId: string): string | undefined {
  const known = knownAs(shortId);
  return known !== undefined && Object.hasOwn(ids, known) ? ids[known] : undefined;
}

/** The short id for a full osinfo-db id, if the list has it. */
export function osVariantOf(id: string): string | undefined {
  return osVariants.find((shortId) => ids[shortId] === id);
}

/** A short id itself if osinfo-db has it, or else the nearest of its family. */
export function knownAs(shortId: string): string | undefined {
  return isOsVariant(shortId) ? shortId : nearestOfFamily(shortId, osVariants);
}

/**
 * The choices of virt-install that depend on the operating system: devices with drivers, a clock in local time, Hyper-V
 * enlightenments, mandatory UEFI, and the network card on i440FX for systems without virtio.
 */
export type Support =
  | 'q35'
  | 'virtio-blk'
  | 'virtio-net'
  | 'virtio-scsi'
  | 'virtio-rng'
  | 'virtio-serial'
  | 'virtio-balloon'
  | 'virtio-gpu'
  | 'virtio-1'
  | 'usb3'
  | 'localtime'
  | 'hyperv'
  | 'efi'
  | 'net-pcnet'
  | 'net-ne2k_pci';

/** A current system, for profiles that name none. Whether it supports virtio-gpu is for the user to say. */
const unnamed: Support[] = [
  'q35',
  'virtio-blk',
  'virtio-net',
  'virtio-scsi',
  'virtio-rng',
  'virtio-serial',
  'virtio-balloon',
  'usb3',
];

/**
 * virtinst/osdict.py of virt-install 4.1.0, queried for every system (test/libvirt/os-support.py): those of osinfo-db
 * 20221130 as it says, which the tests compare, and newer ones as 20250606 says. Systems that are absent have none of
 * these.
 */
const supported = new Map(support.flatMap(({ has, variants: names }) => names.map((name) => [name, has as Support[]])));

/** Whether a guest's system has one of these properties. */
export function supports({ os_variant }: { os_variant?: string | undefined }, what: Support): boolean {
  const known = os_variant && (knownAs(os_variant) ?? os_variant);
  return (known === undefined ? unnamed : (supported.get(known) ?? [])).includes(what);
}
