import { archiveOf, type Member, membersOf, withTable } from './members.ts';
import type { Way } from './ways.ts';

/** An overlay of profiles/proof.yaml that is broken on purpose, and what must notice. */
export interface Mutation {
  name: string;
  way: Way;
  change(members: Member[]): Member[];
  /** The names of the checks that fail; all others hold. */
  breaks: string[];
}

/** Breaks an overlay as if it had been built like this: its file table matches the broken files. */
export const broken =
  ({ change }: Pick<Mutation, 'change'>) =>
  async (overlay: Buffer): Promise<Buffer> =>
    archiveOf(withTable(change(await membersOf(overlay))));

const path = (member: Member) => member.name.replace(/\/$/, '');
const at = (member: Member, name: string) => path(member) === name;

const without = (name: string) => (members: Member[]) =>
  members.filter((member) => !at(member, name) && !path(member).startsWith(`${name}/`));

const changed = (name: string, change: (member: Member) => Partial<Member>) => (members: Member[]) => {
  if (!members.some((member) => at(member, name))) throw new Error(`the overlay has no ${name} that could be broken`);
  return members.map((member) => (at(member, name) ? { ...member, ...change(member) } : member));
};

const withMode = (name: string, mode: number) => changed(name, () => ({ mode }));

/** The text of a file with one thing in it replaced, which has to be there. */
const edited = (name: string, from: string | RegExp, to: string) =>
  changed(name, ({ content }) => {
    const [before, after] = [content.toString(), content.toString().replace(from, to)];
    if (before === after) throw new Error(`${name} has no ${from} that could be broken`);
    return { content: Buffer.from(after) };
  });

/** In the order of an overlay again. */
const sorted = (members: Member[]) =>
  [...members].sort((a, b) => Buffer.compare(Buffer.from(path(a)), Buffer.from(path(b))));

const renamed = (from: string, to: string) => (members: Member[]) =>
  sorted(changed(from, () => ({ name: to }))(members));

const vfioConf = 'etc/modprobe.d/vfio.conf';
const withoutSoftdep = edited(vfioConf, 'softdep nvme pre: vfio-pci\n', '');
const inInitramfs = 'etc/mkinitfs/features.d/vfio.files';
const everyDevice = ['usb', 'disk', 'card', 'verify'];

export const mutations: Mutation[] = [
  // What mkinitfs is told.
  {
    name: 'the feature of mkinitfs lists no modules',
    way: 'installed',
    change: without('etc/mkinitfs/features.d/vfio.modules'),
    breaks: ['usb', 'disk', 'verify'],
  },
  {
    name: 'the feature of mkinitfs is named nowhere',
    way: 'installed',
    change: without('etc/mkapkovl/initramfs-features'),
    breaks: ['usb', 'disk', 'verify'],
  },
  {
    name: 'the script that binds is left out of the initramfs',
    way: 'installed',
    change: edited(inInitramfs, '/etc/mkapkovl/agent/bind.sh\n', ''),
    breaks: ['usb', 'disk', 'verify'],
  },
  {
    name: 'the table of devices is left out of the initramfs',
    way: 'installed',
    change: edited(inInitramfs, '/etc/mkapkovl/devices\n', ''),
    breaks: ['usb', 'disk', 'verify'],
  },
  {
    name: 'what must be kept for the host is left out of the initramfs',
    way: 'installed',
    change: edited(inInitramfs, '/etc/mkapkovl/keep\n', ''),
    breaks: ['disk', 'verify'],
  },
  {
    // The softdep of nvme alone would bring vfio-pci in for all, where there is such a disk.
    name: 'no module of vfio is named to the initramfs, and no driver waits for it',
    way: 'installed',
    change: (members) =>
      withoutSoftdep(changed('etc/mkapkovl/initramfs-modules', () => ({ content: Buffer.alloc(0) }))(members)),
    breaks: ['usb', 'disk', 'verify'],
  },
  // What modprobe is told.
  {
    name: 'the softdep of nvme is missing',
    way: 'installed on NVMe',
    change: withoutSoftdep,
    breaks: ['disk', 'verify'],
  },
  {
    name: 'the softdep of the driver that must wait is missing',
    way: 'native driver first',
    change: edited(vfioConf, 'softdep e1000e pre: vfio-pci\n', ''),
    breaks: ['card', 'verify'],
  },
  {
    name: 'nothing runs the script that binds when vfio-pci is asked for',
    way: 'installed',
    change: edited(vfioConf, /^install .*\n/m, ''),
    breaks: ['usb', 'disk', 'verify'],
  },
  {
    name: 'modprobe does not read a file with another name',
    way: 'installed',
    change: renamed(vfioConf, 'etc/modprobe.d/vfio'),
    breaks: ['usb', 'disk', 'verify'],
  },
  // What is bound.
  {
    name: 'a card is bound by its id, which an equal card has too',
    way: 'installed',
    change: edited('etc/mkapkovl/devices', /^address\t0000:00:04\.0\t.*$/m, 'id\t8086:10d3\t8086:10d3'),
    breaks: ['others'],
  },
  {
    name: 'another id is expected than the card has',
    way: 'installed',
    change: edited('etc/mkapkovl/devices', '0000:00:04.0\t8086:10d3', '0000:00:04.0\t8086:10d4'),
    breaks: ['card', 'verify'],
  },
  {
    name: 'an id is named that no device has',
    way: 'installed',
    change: edited('etc/mkapkovl/devices', /^address\t0000:00:04\.0\t.*$/m, 'id\t8086:10d4\t8086:10d4'),
    breaks: ['card', 'verify'],
  },
  {
    name: 'the IOMMU is not switched on',
    way: 'installed',
    change: edited('etc/mkapkovl/kernel-options', 'intel_iommu=on\n', ''),
    breaks: ['iommu', ...everyDevice],
  },
  // What OpenRC is told.
  {
    name: 'the services of sysinit are in the default runlevel',
    way: 'diskless',
    change: (members) =>
      sorted(
        members
          .filter((each) => !at(each, 'etc/runlevels/sysinit'))
          .map((each) => ({ ...each, name: each.name.replace('/runlevels/sysinit/', '/runlevels/default/') })),
      ),
    breaks: ['card'],
  },
  {
    name: 'the script of the service that binds cannot be executed',
    way: 'diskless',
    change: withMode('etc/init.d/mkapkovl-bind', 0o644),
    breaks: ['card'],
  },
  {
    name: 'the service that closes accounts is in no runlevel',
    way: 'installed',
    change: without('etc/runlevels/sysinit/mkapkovl-accounts'),
    breaks: ['verify'],
  },
  {
    name: '/etc/modules has the line ends of DOS',
    way: 'diskless',
    change: edited('etc/modules', /\n/g, '\r\n'),
    breaks: ['modules'],
  },
  {
    name: 'the port has another MAC address',
    way: 'diskless',
    change: edited('etc/mactab', '52:54:00:00:00:05', '52:54:00:00:00:99'),
    breaks: ['port', 'services'],
  },
  // How the archive is made.
  {
    name: 'names begin with ./',
    way: 'unpacked',
    change: (members) => members.map((member) => ({ ...member, name: `./${member.name}` })),
    breaks: ['kept', 'names'],
  },
  {
    name: 'a file lies at the top',
    way: 'unpacked',
    change: (members) => [
      ...members.filter((each) => each.name < 'm'),
      topLevel,
      ...members.filter((each) => each.name > 'm'),
    ],
    breaks: ['kept'],
  },
  {
    name: 'a file comes twice',
    way: 'unpacked',
    change: (members) => members.flatMap((member) => (at(member, 'etc/hostname') ? [member, member] : [member])),
    breaks: ['names'],
  },
  {
    name: 'the order is that of nothing',
    way: 'unpacked',
    change: (members) => [...members].reverse(),
    breaks: ['names'],
  },
  { name: 'everybody can write into etc', way: 'unpacked', change: withMode('etc', 0o777), breaks: ['closed'] },
  { name: 'nobody can look into etc', way: 'unpacked', change: withMode('etc', 0o700), breaks: ['readable'] },
  {
    name: 'everybody can read a secret',
    way: 'unpacked',
    change: (members) =>
      members.map((each) =>
        each.name.includes('/secrets/') ? { ...each, mode: each.type === 'file' ? 0o644 : 0o755 } : each,
      ),
    breaks: ['secret'],
  },
  {
    name: 'a user has the scripts',
    way: 'unpacked',
    change: (members) => members.map((each) => (each.name.startsWith('etc/init.d/') ? { ...each, uid: 1000 } : each)),
    breaks: ['owners'],
  },
];

const topLevel: Member = { name: 'm', type: 'file', mode: 0o644, uid: 0, gid: 0, content: Buffer.alloc(0) };
