import type { MadeMedium } from '../../medium/make/options.ts';

const vouchers = {
  lock: 'as the lock says',
  mirror: 'as the .sha256 file of the mirror says, and no one else',
  user: "compare it with the .sha256 file of Alpine's download page",
};

/** What the medium is, and what to do with it. */
export function nextSteps({ file, size, sha256, base, hosts, holds_secrets }: MadeMedium): string {
  const several = hosts.length > 1;
  const lines = [
    `${file}: ${Math.ceil(size / 2 ** 20)} MiB, sha256 ${sha256}`,
    `Base: ${base.file} (Alpine ${base.version}), sha256 ${base.sha256}; ${vouchers[base.vouched ?? 'user']}.`,
    ...(holds_secrets ? ['It contains secrets: anyone with the medium can read them, unless it is encrypted.'] : []),
    ...hosts.map(({ hostname, match }) => `${hostname}: ${chosenBy(match, several)}`),
    'Next:',
    '  USB stick: find its name with lsblk -o NAME,SIZE,MODEL,SERIAL,RM and ls -l /dev/disk/by-id, then, as root,',
    `    dd if=${file} of=/dev/disk/by-id/usb-NAME bs=4M conv=fsync   (this erases the stick)`,
    '  or burn it to a CD, or attach it as virtual media (IPMI, libvirt). Start the machine from it, by BIOS or UEFI.',
    '  The boot menu has an entry that starts plain Alpine and applies nothing (rescue-…).',
    ...(hosts.some(({ mode }) => mode === 'sys')
      ? ['  An installation writes only to the disk that the profile names.']
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function chosenBy({ serial, uuid }: { serial?: string | undefined; uuid?: string | undefined }, several: boolean) {
  const keys = [
    ...(serial === undefined ? [] : [`serial number ${serial}`]),
    ...(uuid === undefined ? [] : [`UUID ${uuid}`]),
  ];
  if (keys.length > 0) return `on the machine with ${keys.join(' and ')}`;
  return several ? 'only by its entry in the boot menu' : 'on any machine that starts from this medium';
}
