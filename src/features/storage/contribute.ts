import type { Host } from '../../host/host.ts';
import { mediaMounts } from '../../target/media.ts';
import { isFilled } from '../../target/system-folders.ts';
import { tableFile, tableView } from '../../tree/table.ts';
import type { Contribution } from '../feature.ts';

const fileSystemPackages: Record<string, string | undefined> = {
  xfs: 'xfsprogs',
  btrfs: 'btrfs-progs',
  nfs: 'nfs-utils',
  vfat: 'dosfstools',
};

export function contribute({ storage, install }: Host): Contribution {
  const all = Object.entries(storage.mounts);
  if (all.length === 0) return {};
  const rows = all.map(([folder, { device, type, options }]) => ({
    folder,
    device,
    type,
    options: options.join(',') || 'defaults',
    dump: '0',
    // fsck order: file systems on disks after the root file system, all others never (fstab(5)).
    pass: type === 'ext4' || type === 'xfs' || type === 'vfat' ? '2' : '0',
  }));
  const paths = [['storage', 'mounts']];
  const filled = rows.filter(({ folder }) => isFilled(folder, storage.mounts[folder]!, install));
  const plain = rows.filter((row) => !filled.includes(row));
  return {
    packages: all.flatMap(([folder, { type }]) => {
      const name = fileSystemPackages[type];
      return name ? [{ name, paths: [['storage', 'mounts', folder, 'type']] }] : [];
    }),
    services: all.some(([, { type }]) => type === 'nfs') ? [{ name: 'nfsmount', runlevel: 'default', paths }] : [],
    files: [
      // setup-disk moves an overlay's /etc/fstab away and writes its own: there the agent appends these lines.
      ...(plain.length > 0 ? [tableFile('fstab', plain, paths)] : []),
      // The agent adds their lines only after it has copied the packages' files into them.
      ...(filled.length > 0
        ? [
            tableFile(
              'filled',
              filled,
              filled.map(({ folder }) => ['storage', 'mounts', folder]),
            ),
          ]
        : []),
      // In memory it replaces that of alpine-baselayout.
      ...(install.mode === 'diskless'
        ? [{ path: 'etc/fstab', view: tableView('fstab', [...plain, ...mediaMounts(storage.mounts)]), paths }]
        : []),
      ...all.map(([folder]) => ({
        path: folder.slice(1),
        directory: true as const,
        paths: [['storage', 'mounts', folder]],
      })),
    ],
  };
}
