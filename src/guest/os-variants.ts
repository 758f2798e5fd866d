import support from './os-support.json' with { type: 'json' };
import variants from './os-variants.json' with { type: 'json' };

/**
 * Short ids of osinfo-db and their full ids: the output of `osinfo-query os --fields=short-id,id`, osinfo-db
 * 20221130. virt-manager and other tools read the id from a domain's metadata.
 */
const ids: Record<string, string> = variants;

export const osVariants = Object.keys(ids);

/** The full osinfo-db id for a short id such as `alpinelinux3.14`. */
export function osVariantId(shortId: string): string | undefined {
  return Object.hasOwn(ids, shortId) ? ids[shortId] : undefined;
}

/** The short id for a full osinfo-db id, if the list has it. */
export function osVariantOf(id: string): string | undefined {
  return osVariants.find((shortId) => ids[shortId] === id);
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
 * virtinst/osdict.py of virt-install 4.1.0, queried for every system of osinfo-db 20221130; systems that are absent
 * have none of these.
 */
const supported = new Map(support.flatMap(({ has, variants: names }) => names.map((name) => [name, has as Support[]])));

/** Whether a guest's system has one of these properties. */
export function supports({ os_variant }: { os_variant?: string | undefined }, what: Support): boolean {
  return (os_variant === undefined ? unnamed : (supported.get(os_variant) ?? [])).includes(what);
}
