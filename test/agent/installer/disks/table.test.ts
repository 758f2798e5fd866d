import { expect, test } from 'vitest';
import { describeWith } from '../../../support/tools.ts';
import { buildId, MiB } from '../machine.ts';
import { command, diskBytes, LoopDisk, loops, type Place, parts, places } from './loop.ts';
import { signatures } from './signatures.ts';

const tools = [
  'busybox',
  'setsid',
  'losetup',
  'sfdisk',
  'blkdiscard',
  'mkfs.ext4',
  'mkfs.xfs',
  'mkfs.btrfs',
  'mkfs.f2fs',
];
const more = ['mkfs.vfat', 'mkfs.ntfs', 'mkfs.exfat', 'mkswap', 'pvcreate', 'cryptsetup', loops];

/** What a disk may say of itself: nothing, or how far an installation came, and of which generation. The host's is 2. */
const marks = [
  'none',
  ...['started', 'installed', 'finished'].flatMap((state) => [2, 1, 3].map((number) => `${state} ${number}`)),
];
const armings = ['unarmed', 'armed'] as const;

/** Reads "MARK|WIPE" lines; of each tells what was decided, and how many sectors of disk and partitions were written. */
const runner = (alsoWrite: boolean) => `
label=dos firmware=bios loader=extlinux passphrase='' block_bytes=512
written() { cat ${places.map((place) => `/sys/block/$(basename "$(readlink "$dev/${place}")")/stat`).join(' ')} | awk '{ n += $7 + $14 } END { print n }'; }
act() {
	case "$plan" in
		finish) make_startable ;;
		*) write_disk ;;
	esac > /dev/null 2>&1
}
while IFS='|' read -r state wipe; do
	if [ "$marked" = yes ]; then
		{ [ "$state" = none ] || printf 'MKAPKOVL1 kvm1 %s ${buildId} %s\\n' "\${state#* }" "\${state% *}"; } |
			dd of="$dev/sda" bs=512 seek=2040 count=1 conv=notrunc,sync,fsync 2> /dev/null
		[ "$state" != none ] || dd if=/dev/zero of="$dev/sda" bs=512 seek=2040 count=1 conv=notrunc,fsync 2> /dev/null
	fi
	echo "DISK_WIPE='$wipe'" >> "$data/install.conf"
	before=$(written)
	( bytes=; reason=; if choose_disk; then
		echo "plan $plan" > "$root/tmp/decided"
		[ -n "$wipe" ] || [ ${alsoWrite ? 0 : 1} = 1 ] || act
	else echo "refused: $reason" > "$root/tmp/decided"; fi )
	echo "$state|$wipe|$(($(written) - before))|$(cat "$root/tmp/decided")"
done < "$root/tmp/cases"
`;

interface Outcome {
  case: string;
  armed: boolean;
  written: number;
  decided: string;
}

/** Whether nothing lies where a file system, a volume manager or a RAID leaves its signature. */
function isBlank(disk: LoopDisk, place: Place): boolean {
  const [start, sectors] = place === 'sda' ? [0, diskBytes / 512] : parts[place];
  const head = disk.bytes(start * 512, 4 * MiB);
  if (place === 'sda') head.fill(0, MiB - 4096, MiB - 4096 + 512);
  const tail = disk.bytes((start + sectors) * 512 - 4 * MiB, 4 * MiB);
  return head.every((byte) => byte === 0) && tail.every((byte) => byte === 0);
}

function outcomes(disk: LoopDisk, name: string, blank: boolean): Outcome[] {
  const marked = disk.bytes(MiB - 4096, 8).toString() === 'MKAPKOVL' ? 'yes' : 'no';
  const cases = marks.flatMap((mark) => armings.map((arming) => `${mark}|${arming === 'armed' ? 'SERIAL1' : ''}`));
  disk.live.write('tmp/cases', `${cases.join('\n')}\n`);
  const { stdout, stderr } = disk.agent(`marked=${marked}\n${runner(!blank)}`);
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(cases.length);
  return lines.map((line) => {
    const [mark, wipe, written, decided] = line.split('|') as [string, string, string, string];
    return { case: `${name}, ${mark}`, armed: wipe !== '', written: Number(written), decided };
  });
}

/** The disk as an installation that was cut off leaves it: nothing but the mark, or partitions with what is made there. */
function begun(disk: LoopDisk, place: Place): void {
  disk.clear();
  disk.know(place === 'sda' ? [] : ['sda1', 'sda2']);
  const { status, stderr } = disk.agent(`
    label=dos firmware=bios loader=extlinux passphrase='' block_bytes=512
    choose_begun() { disk=sda generation=2 bytes=${diskBytes}; type identify > /dev/null 2>&1 && identify; :; }
    fits sda; choose_begun && write_mark "$dev/sda" kvm1 2 ${buildId} started || exit 1
    ${place === 'sda' ? ':' : 'erase && partition && format'} || { echo "$reason"; exit 1; }`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  disk.keep('begun');
}

describeWith([...tools, ...more], 'a disk that somebody has used since an installation was cut off', () => {
  test.each(places)('is never written unarmed, whatever its mark says: on %s', { timeout: 300_000 }, (place) => {
    const disk = new LoopDisk();
    begun(disk, place);
    const all: Outcome[] = [];
    let blanks = 0;
    for (const [signature, make] of Object.entries(signatures))
      for (const discard of [false, true])
        for (const headZeroed of [false, true]) {
          disk.restore('begun');
          const node = disk.nodes[place];
          make(node, place === 'sda' ? diskBytes : parts[place][1] * 512, discard);
          if (headZeroed) zeroHead(disk, place);
          const name = `${signature} on ${place}${discard ? ', discarded' : ''}${headZeroed ? ', head zeroed' : ''}`;
          const blank = isBlank(disk, place);
          if (blank) blanks += 1;
          const found = outcomes(disk, name, blank);
          all.push(...(blank ? found.map((each) => ({ ...each, case: `${each.case}, blank` })) : found));
        }
    const unarmed = all.filter(({ armed }) => !armed);
    const planned = unarmed.filter((each) => !each.decided.startsWith('refused') && !each.case.endsWith('blank'));
    const sectors = unarmed.reduce((sum, { written }) => sum + written, 0);
    console.log(
      `${place}: ${all.length} combinations, ${unarmed.length} unarmed (${blanks} disks of ${all.length / 20} blank)`,
    );
    expect({ planned, sectors }).toEqual({ planned: [], sectors: 0 });
    expect(all).toHaveLength(Object.keys(signatures).length * 2 * 2 * marks.length * 2);
    const arming = all
      .filter(({ armed, case: each }) => armed && /, started 2$/.test(each))
      .map(({ decided }) => decided);
    expect([...new Set(arming)].sort()).toEqual(place === 'sda' ? ['plan resume', 'plan wipe'] : ['plan resume']);
  });
});

/** The first 64 KiB are zero, as after a wipe that went no further. The mark is not there, but on the disk it stays. */
function zeroHead(disk: LoopDisk, place: Place): void {
  const words = [`of=${disk.nodes[place]}`, 'if=/dev/zero', 'bs=64K', 'count=1', 'conv=notrunc,fsync', 'status=none'];
  command('dd', ...words);
}
