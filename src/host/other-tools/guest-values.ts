import { matching, partsOf, type Said, textOf, type Word } from './word.ts';

const modes = new Map(
  Object.entries({
    host: 'host-passthrough',
    'host-passthrough': 'host-passthrough',
    'host-model': 'host-model',
    max: 'maximum',
    maximum: 'maximum',
  }),
);

/** `host`, `host,flags=+aes;-pcid` or `cputype=kvm64` of Proxmox, `host-passthrough` of virt-install. */
function cpuOf(value: unknown): Record<string, unknown> {
  const { head, options } = partsOf(value);
  const name = options.cputype ?? head;
  const mode = modes.get(name);
  const flags = (options.flags ?? '').split(';').filter((flag) => /^[+-][a-z0-9][a-z0-9._-]*$/i.test(flag));
  const features = flags.map((flag) => [flag.slice(1), flag.startsWith('+') ? 'require' : 'disable']);
  return {
    ...(mode ? { mode } : { mode: 'custom', model: matching(/^[A-Za-z0-9_.-]+$/, name) }),
    ...(features.length > 0 ? { features: Object.fromEntries(features) } : {}),
  };
}

/** Letters of Proxmox before version 6.2, words of virt-install, and devices of Proxmox by their keys. */
const devices = new Map(
  Object.entries({
    c: 'hd',
    d: 'cdrom',
    n: 'network',
    a: 'fd',
    hd: 'hd',
    cdrom: 'cdrom',
    network: 'network',
    fd: 'fd',
  }),
);

function deviceOf(name: string, siblings: Said['siblings']): string | undefined {
  if (/^net\d+$/.test(name)) return 'network';
  if (!/^(scsi|virtio|sata|ide)\d+$/.test(name)) return devices.get(name);
  return partsOf(siblings[name]).options.media === 'cdrom' ? 'cdrom' : 'hd';
}

function bootOf({ value, siblings }: Said): Record<string, unknown> | undefined {
  const { head, options } = partsOf(value);
  if (/^(uefi|efi|ovmf)$/i.test(head)) return { firmware: 'uefi' };
  if (/^(bios|seabios)$/i.test(head)) return { firmware: 'bios' };
  const letters = options.legacy ?? (/^[acdn]{1,4}$/.test(head) ? head : undefined);
  const names = letters?.split('') ?? (options.order ?? textOf(value)).split(/[;,\s]+/);
  const order = [...new Set(names.flatMap((name) => deviceOf(name, siblings) ?? []))];
  return order.length > 0 && Object.keys(options).every((name) => /^(order|legacy)$/.test(name))
    ? { order }
    : undefined;
}

/** A number in the place of a processor is that of its cores. */
const isName = (value: unknown) => typeof value === 'string' && /^[a-z]/i.test(value);

/** Keys of a guest that are the same here, with values that are not: a text where a map belongs. */
export const guestValues: readonly Word[] = [
  { key: /^cpu$/, here: ({ value }) => (isName(value) ? { keys: { cpu: cpuOf(value) } } : undefined) },
  {
    key: /^boot$/,
    here: (said) => {
      const boot = isName(said.value) ? bootOf(said) : undefined;
      return boot && { keys: { boot } };
    },
  },
];
