import { createHash } from 'node:crypto';
import type { FakeRoot } from '../support.ts';
import { bareMachine } from './machine.ts';

const buildId = 'ab'.repeat(32);
export const otherBuild = 'cd'.repeat(32);
export const image = 'qcow2 1073741824\n';
export const sha256 = createHash('sha256').update(image).digest('hex');

const wanted = {
  'etc/mkapkovl/build-id': `${buildId}\n`,
  'etc/mkapkovl/waits': 'step\tpackages\tstep\trepositories\n',
  'proc/self/mountinfo': '1 0 8:2 / / rw - ext4 /dev/sda2 rw\n',
};

/** A host that wants a package from the network. */
export const wantsPackages = (files: Record<string, string> = {}) =>
  withDisks({ ...wanted, 'etc/mkapkovl/packages': 'vim\n', ...files });

/** A host that wants an image from the network, with this digest. */
export function wantsImage(files: Record<string, string> = {}, digest = sha256): FakeRoot {
  const row = ['web', 'default', 'web.qcow2', '/srv/web.qcow2', 'qcow2', '-', 'http://web/web.qcow2', digest, 'none'];
  const table = { 'etc/mkapkovl/libvirt/volumes.table': `${row.join('\t')}\n`, 'srv/.keep': '' };
  return withDisks({ ...wanted, ...table, 'fake/web/web.qcow2': image, ...files });
}

/** Disks are folders in fake/disks; where one is mounted, a copy of it is. */
export function withDisks(files: Record<string, string>): FakeRoot {
  const root = bareMachine(files);
  const recorded = 'echo "${0##*/} $*" >> "$MKAPKOVL_ROOT/fake/calls"\nmounts=$MKAPKOVL_ROOT/proc/self/mountinfo\n';
  root.stub(
    'blkid',
    `${recorded}kind=$(cat "$MKAPKOVL_ROOT/fake/disks/\${1##*/}.type") || exit 2
echo "$1: LABEL=\\"x\\" UUID=\\"1\\" TYPE=\\"$kind\\""`,
  );
  root.stub(
    'mount',
    `${recorded}for last; do before=$device device=$last; done
cp -R "$MKAPKOVL_ROOT/fake/disks/\${before##*/}/." "$last/" || exit
echo "2 1 $(cat "$MKAPKOVL_ROOT/sys/class/block/\${before##*/}/dev") / \${last#"$MKAPKOVL_ROOT"} ro - vfat $before ro" >> "$mounts"`,
  );
  root.stub(
    'umount',
    `${recorded}grep -v " \${1#"$MKAPKOVL_ROOT"} " "$mounts" > "$mounts.new"
mv "$mounts.new" "$mounts" && rm -r "$1" && mkdir "$1"`,
  );
  return root;
}

/** What a medium has on it. */
export const mediumFiles = (folder: string, build = buildId, files: Record<string, string> = {}) => ({
  [`${folder}/boot/mkapkovl.json`]: JSON.stringify({ schema: 1, hosts: [{ build_id: build }] }),
  [`${folder}/bundle/.boot_repository`]: '',
  ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/bundle/${name}`, content])),
});

/** A medium that is mounted already. */
export const mounted = (folder: string, build?: string, files?: Record<string, string>) => ({
  ...mediumFiles(folder, build, files),
  'proc/self/mountinfo': `1 0 8:2 / / rw - ext4 /dev/sda2 rw\n7 1 8:17 / /${folder} ro - vfat /dev/sdb1 ro\n`,
});

/** A medium that is attached, and not mounted. */
export const attached = (disk: string, number: string, build?: string, files?: Record<string, string>) => ({
  ...mediumFiles(`fake/disks/${disk}`, build, files),
  [`fake/disks/${disk}.type`]: 'vfat\n',
  [`sys/class/block/${disk}/dev`]: `${number}\n`,
});

/** Calls of these programs, with paths as the machine sees them. */
export const callsOf = (root: FakeRoot, calls: string[], ...programs: string[]) =>
  calls.filter((call) => programs.includes(call.split(' ')[0]!)).map((call) => call.replaceAll(root.folder, ''));
