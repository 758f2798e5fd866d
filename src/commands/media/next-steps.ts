import { printable } from '../../findings/excerpt.ts';
import type { MadeMedium } from '../../medium/make/options.ts';
import { bundleText, networkText } from '../inspect/bundle-text.ts';
import { diskText } from '../inspect/medium.ts';
import { shellWord } from '../shell-word.ts';
import type { RemovableDisk } from './removable.ts';

const vouchers = {
  lock: 'as the lock says',
  mirror: 'as the .sha256 file of the mirror says, and no one else',
  user: "compare it with the .sha256 file of Alpine's download page",
};

const readers = {
  encrypted:
    'It contains secrets, and its overlays are encrypted: who has the medium and the passphrase can read them.',
  plain: 'It contains secrets, and its overlays are not encrypted: anyone with the medium can read them.',
};

/** What the medium is, and what to do with it. */
export function nextSteps(
  made: MadeMedium,
  disks: readonly RemovableDisk[] | undefined,
  notes: readonly string[] = [],
): string {
  const { kind, file, size, base, hosts, holds_secrets, encrypted, bundle, images, firmware } = made;
  const several = hosts.length > 1;
  const fitting = disks?.filter(({ bytes }) => bytes >= size);
  const [only, ...others] = fitting ?? [];
  const device = only && others.length === 0 ? only.device : '/dev/disk/by-id/usb-NAME';
  const elsewhere = kind === 'iso' ? '; or burn it to a CD, or attach it as virtual media' : '';
  const lines = [
    `${file}: ${Math.ceil(size / 2 ** 20)} MiB`,
    `Base: ${base.file} (Alpine ${base.version}), sha256 ${base.sha256}; ${vouchers[base.vouched ?? 'user']}.`,
    bundle ? `Bundle: ${bundleText(bundle)}; listed in ${bundle.sbom}` : `Network: ${networkText(images)}.`,
    ...(holds_secrets ? [readers[encrypted ? 'encrypted' : 'plain']] : []),
    ...hosts.flatMap(({ hostname, match, disk }) => [
      `${hostname}: ${chosenBy(match, several)}`,
      ...(disk ? [`${hostname}: installation to the disk with ${diskText(disk)}`] : []),
    ]),
    ...notes.map((note) => `Note: ${printable(note)}`),
    sticks(disks, fitting),
    'Next:',
    `  1. As root, which erases that stick: dd if=${shellWord(file)} of=${device} bs=4M conv=fsync${elsewhere}`,
    `  2. Start the machine from it${startedBy(firmware)}. The entry rescue-… of the boot menu starts plain Alpine, and applies nothing.`,
    hosts.some(({ mode }) => mode === 'sys')
      ? '  3. The installation writes only to the disk that the profile names, and ends with a restart; then, on the machine: mkapkovl-host status'
      : '  3. Then, on the machine: mkapkovl-host status',
  ];
  return `${lines.join('\n')}\n`;
}

function startedBy(firmware: MadeMedium['firmware']): string {
  const names = firmware.map((each) => each.toUpperCase());
  return names.length === 0 ? '' : `, by ${names.join(' or ')}${names.length === 1 ? ' only' : ''}`;
}

/** Which stick it could be written to. */
function sticks(disks: readonly RemovableDisk[] | undefined, fitting: readonly RemovableDisk[] = []): string {
  if (!disks)
    return 'Which disk is the stick is not known here: look with lsblk -o NAME,SIZE,MODEL,SERIAL,RM and ls -l /dev/disk/by-id.';
  if (fitting.length > 0)
    return `Removable disks with room for it: ${fitting.map(({ name, device, bytes, model }) => `${device} (${[name, printable(model), gigabytes(bytes)].filter(Boolean).join(', ')})`).join('; ')}`;
  return disks.length > 0
    ? `No removable disk has room for it: ${disks.map(({ name, bytes }) => `${name} has ${gigabytes(bytes)}`).join(', ')}.`
    : 'No removable disk is plugged in. With the stick plugged in, look with lsblk -o NAME,SIZE,MODEL,SERIAL,RM and ls -l /dev/disk/by-id.';
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

function chosenBy({ serial, uuid }: { serial?: string | undefined; uuid?: string | undefined }, several: boolean) {
  const keys = [
    ...(serial === undefined ? [] : [`serial number ${serial}`]),
    ...(uuid === undefined ? [] : [`UUID ${uuid}`]),
  ];
  if (keys.length > 0) return `on the machine with ${keys.join(' and ')}`;
  return several ? 'only by its entry in the boot menu' : 'on any machine that starts from this medium';
}
