import support from './os-support.json' with { type: 'json' };
import variants from './os-variants.json' with { type: 'json' };

/**
 * Short ids of osinfo-db and their full ids: the output of `osinfo-query os --fields=short-id,id`, osinfo-db
 * 20221130. virt-manager and other tools read the id from a domain's metadata.
 */
const ids: Record<string, string> = variants;

export const osVariants = Object.keys(ids);

/** The osinfo-db id of a short id such as `alpinelinux3.14`. */
export function osVariantId(shortId: string): string | undefined {
  return Object.hasOwn(ids, shortId) ? ids[shortId] : undefined;
}

/** The short id of an osinfo-db id, if the list has it. */
export function osVariantOf(id: string): string | undefined {
  return osVariants.find((shortId) => ids[shortId] === id);
}

/**
 * What of virt-install's choices depends on the system: the devices that it has drivers for, a clock in local time, the
 * enlightenments of Hyper-V, firmware that must be UEFI, and the network card of those without virtio on i440FX.
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

/** A system of today, where the profile names none. Whether it draws by virtio-gpu is for its user to say. */
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

/** virtinst/osdict.py of virt-install 4.1.0, asked about every system of osinfo-db 20221130; those left out have nothing. */
const supported = new Map(support.flatMap(({ has, variants: names }) => names.map((name) => [name, has as Support[]])));

/** Whether the system of a guest has something of that. */
export function supports({ os_variant }: { os_variant?: string | undefined }, what: Support): boolean {
  return (os_variant === undefined ? unnamed : (supported.get(os_variant) ?? [])).includes(what);
}
