import { archiveOf, type Member, membersOf } from '../../test/boot/proof/members.ts';

/** What is compared: what of a diskless host's overlay is in the one that boots. */
export type Kind = 'ours' | 'empty' | 'same packages' | 'without ours';

export const kinds: Record<Kind, string> = {
  ours: 'the overlay, without the service by which a trial listens',
  empty: 'a host name and the services that Alpine starts by itself: what lbu keeps of an untouched system',
  'same packages': 'empty, with the packages of the overlay',
  'without ours':
    'the overlay without anything called mkapkovl: the same packages, network and services, by Alpine alone',
};

const path = ({ name }: Member) => name.replace(/\/$/, '');

const changes: Record<Kind, (members: Member[]) => Member[]> = {
  ours: (members) => members.filter((member) => !/mkapkovl-try$|mkapkovl\/trial/.test(path(member))),
  empty: (members) => [...only(members, ['etc', 'etc/hostname']), untouched],
  'same packages': (members) => [...only(members, ['etc', 'etc/hostname', 'etc/apk', 'etc/apk/world']), untouched],
  'without ours': (members) => members.filter((member) => !/mkapkovl/.test(path(member))),
};

const only = (members: Member[], paths: string[]) => members.filter((member) => paths.includes(path(member)));

/** mkinitfs, initramfs-init.in: with this file the services of an untouched system are started. */
const untouched: Member = {
  ...{ name: 'etc/.default_boot_services', type: 'file', mode: 0o644, uid: 0, gid: 0 },
  content: Buffer.alloc(0),
};

export async function overlayOf(kind: Kind, apkovl: Buffer): Promise<Buffer> {
  return archiveOf(changes[kind](await membersOf(apkovl)));
}
