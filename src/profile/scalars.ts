import { format } from './format.ts';
import { parseSize } from './units.ts';

export { markup } from '../xml/markup.ts';
export * from './download.ts';
export { number } from './format.ts';
export * from './hardware.ts';
export * from './ip-addresses.ts';

const label = '[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const hexPair = '[0-9a-fA-F]{2}';

export const hostname = format(
  // RFC 1123; musl's gethostname and setup-hostname both stop at 63 characters for the first label.
  new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`),
  'a host name',
  'Use letters, digits and hyphens, with no hyphen at either end and at most 63 characters between dots.',
  'kvm1',
);

export const domainName = format(
  new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`),
  'a domain name',
  'Write a name such as lan.example.',
  'lan',
);

export const macAddress = format(
  new RegExp(`^${hexPair}(:${hexPair}){5}$`),
  'a MAC address',
  'Write six pairs of hexadecimal digits with colons, such as 52:54:00:12:34:56.',
  '52:54:00:12:34:56',
);

const sizePattern = /^[1-9]\d{0,14}(B|KB|KiB|MB|MiB|GB|GiB|TB|TiB)$/;

/** Whether a text that has the form of a size is at most that many bytes. */
const atMost = (limit: number) => (text: string) => !sizePattern.test(text) || parseSize(text) <= limit;

const sizeFormat = format(
  sizePattern,
  'a size',
  'Write a whole number above 0 and a unit without a space, such as 4096MiB or 100GB (KB MB GB TB are powers of 1000, KiB MiB GiB TiB of 1024).',
  '4096MiB',
);

/** Linux has no files or disks of 8 EiB or more (off_t has 63 bits), and numbers stay exact only far below. */
export const size = sizeFormat.refine(
  atMost(2 ** 53),
  'a size of at most 8192TiB\nWrite a smaller size: no program on the target accepts a larger one.',
);

/** The processors that Alpine's x86_64 runs on have addresses of at most 52 bits (Intel SDM, volume 3, 4.1.4). */
export const memorySize = sizeFormat.refine(
  atMost(2 ** 52),
  'an amount of memory that a processor can address (at most 4096TiB)\nWrite 4096TiB or less.',
);

export const kernelOption = format(
  // Printable, no space, and nothing that a shell, sed or GRUB would interpret: setup-disk and update-extlinux source
  // these files and pass them through sed.
  /^[A-Za-z0-9_][A-Za-z0-9_.,:=/@%+-]*$/,
  'one kernel option',
  'Write each option as a separate list item, without spaces, quotes or shell characters.',
  'iommu=pt',
);

export const moduleName = format(
  /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/,
  'a kernel module name',
  'Write the name that modprobe uses, without path and .ko.',
  'igb',
);

export const packageName = format(
  // apk's own grammar (apk_package.c): a name, optionally a version bound or a repository pin, or a conflict.
  /^!?[a-zA-Z0-9][a-zA-Z0-9._+-]*([<>=~]{1,2}[a-zA-Z0-9._-]+)?$/,
  'a package name',
  'Write it as in /etc/apk/world: a name, optionally with a version constraint, such as vim or linux-lts~6.18.',
  'vim',
);

export const serviceName = format(
  /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/,
  'a service name',
  'Write the name of its file in /etc/init.d.',
  'crond',
);

export const userName = format(
  /^[a-z_][a-z0-9_-]{0,30}$/,
  'a user or group name',
  'Use at most 31 lower-case letters, digits, - and _, beginning with a letter.',
  'ana',
);

export const interfaceName = format(
  /^(?!\.{1,2}$)[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/,
  'an interface name',
  'Use at most 15 letters, digits, - _ and ., beginning with a letter (the kernel allows no longer names).',
  'br0',
);

export const guestName = format(
  /^[a-zA-Z0-9][a-zA-Z0-9_.+-]{0,62}$/,
  'a guest, pool or network name',
  'Use at most 63 letters, digits and . _ + -, beginning with a letter or digit.',
  'homeassistant',
);

/** A path on the target. */
export const targetPath = format(
  /^(?!.*(^|\/)\.{1,2}(\/|$))(\/[A-Za-z0-9._+@%=,:~-]+)+$/,
  'an absolute path on the target',
  'Start with /, and use no . or .. parts, no spaces and no slash at the end.',
  '/srv/images',
);

/**
 * A path on the target that only libvirt and QEMU read. Their schema takes any character (basictypes.rng, absFilePath),
 * and folders are named after guests, such as "Windows 11".
 */
export const guestFile = format(
  /^(?!.*(^|\/)\.{1,2}(\/|$))(\/[^/\p{Cc}\p{Cs}\ufffe\uffff]+)+$/u,
  'an absolute path on the target',
  'Start with /, and use no . or .. parts, no control characters and no slash at the end. Spaces are allowed.',
  '/srv/images',
);

/** A file on the machine that runs mkapkovl, relative to the profile that names it. */
export const filePath = format(
  /^[^\x00-\x1f\x7f]+$/,
  'the name of a file',
  'Write its path relative to this profile.',
  'site/motd',
).meta({ file: true, examples: ['site/motd'] });

export const cpuList = format(
  /^\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?)*$/,
  'a list of CPUs',
  'Write numbers and ranges with commas, in quotes if it is a single number: 2-7 or "0,2,4-5".',
  '2-7',
);

export const age = format(
  /^[1-9]\d{0,3}d$/,
  'an age',
  'Write a whole number of days followed by d, such as 90d.',
  '90d',
);

/** Serial number or world wide name of a disk; the target replaces spaces inside with underscores. */
export const diskIdentity = format(
  /^[A-Za-z0-9._:-]{3,128}$/,
  'a serial number or world wide name',
  "Copy it from the disk's label or from lsblk -o NAME,SERIAL,WWN; write spaces inside as underscores.",
  'S3Z9NB0K123456',
);

export const timezone = format(
  /^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/,
  'a time zone',
  'Write its name below /usr/share/zoneinfo, such as Europe/Berlin.',
  'Europe/Berlin',
);

export const fileMode = format(
  /^[0-7]{3,4}$/,
  'a file mode',
  'Write it in octal and in quotes, such as "0644".',
  '0644',
);

/** Up to 262143: tar-stream writes owners in the six octal digits of POSIX' ustar. */
const archivedOwner = String.raw`(?:\d{1,5}|1\d{5}|2[0-5]\d{4}|26[01]\d{3}|262(?:0\d\d|1[0-3]\d|14[0-3]))`;

export const fileOwner = format(
  new RegExp(`^${archivedOwner}:${archivedOwner}$`),
  'an owner in numbers (UID:GID, each at most 262143)',
  'Write UID:GID in quotes, such as "1000:1000": names would be resolved in the initramfs, to the wrong numbers.',
  '1000:1000',
);

export const uuid = format(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'a UUID',
  'Write 8-4-4-4-12 lower-case hexadecimal digits.',
  '11111111-2222-4333-8444-555555555555',
);

/** Text that ends up on one line of a configuration file or table. */
export const plainText = format(
  /^[^\x00-\x1f\x7f]*$/,
  'one line of text',
  'Leave out line breaks, tabs and control characters.',
  'text',
);
