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
/** What install.disk.wipe says. */
const armings = ['', 'SERIAL1'];

/**
 * Reads "MARK|WIPE" lines; of each tells what was decided, and how many sectors the disk and its partitions have got
 * since. Whatever is planned for a disk that is not armed is done, too, as far as it goes without mounting anything.
 */
const runner = (disk: LoopDisk, act: boolean) => `
label=dos firmware=bios loader=extlinux passphrase='' block_bytes=512
wanted_serial=SERIAL1 wanted_wwn='' bytes=${diskBytes}
written() {
	sum=0
	for loop in ${places.map((place) => disk.nodes[place].replace('/dev/', '')).join(' ')}; do
		read -r _ _ _ _ _ _ wrote _ _ _ _ _ _ discarded _ < "/sys/block/$loop/stat"
		sum=$((sum + wrote + discarded))
	done
}
act() {
	case "$plan" in
		finish) make_startable ;;
		*) write_disk ;;
	esac
}
put_mark() {
	case $1 in
		none) dd if=/dev/zero of="$dev/sda" bs=512 seek=2040 count=1 conv=notrunc,fsync ;;
		*) printf 'MKAPKOVL1 kvm1 %s ${buildId} %s\\n' "\${1#* }" "\${1% *}" |
			dd of="$dev/sda" bs=512 seek=2040 count=1 conv=notrunc,sync,fsync ;;
	esac 2> /dev/null
}
while IFS='|' read -r state wipe; do
	[ "$marked" = no ] || put_mark "$state"
	sed -i "s/^DISK_WIPE=.*/DISK_WIPE='$wipe'/" "$data/install.conf"
	written
	before=$sum disk=sda plan='' reason=''
	if permitted sda; then
		decided="plan $plan"
		[ -n "$wipe" ] || ${act ? '( choose_disk && act ) > /dev/null 2>&1' : ':'}
	else
		decided="refused: $reason"
	fi
	written
	echo "$state|$wipe|$((sum - before))|$decided"
done < "$root/tmp/cases"
`;

interface Outcome {
  case: string;
  armed: boolean;
  blank: boolean;
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
  const cases = marks.flatMap((mark) => armings.map((wipe) => `${mark}|${wipe}`));
  disk.live.write('tmp/cases', `${cases.join('\n')}\n`);
  const { stdout, stderr } = disk.agent(`marked=${marked}\n${runner(disk, !blank)}`);
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(cases.length);
  return lines.map((line) => {
    const [mark, wipe, written, decided] = line.split('|') as [string, string, string, string];
    return { case: `${name}, ${mark}`, armed: wipe !== '', blank, written: Number(written), decided };
  });
}

/** The disk as an installation that was cut off leaves it: nothing but the mark, or partitions with what is made there. */
function begun(disk: LoopDisk, place: Place): void {
  disk.clear();
  disk.know(place === 'sda' ? [] : ['sda1', 'sda2']);
  const { status, stderr } = disk.agent(`
    label=dos firmware=bios loader=extlinux passphrase='' block_bytes=512
    find_disk && generation=2 bytes=${diskBytes} identity=$(identity_of sda) && write_mark "$dev/sda" kvm1 2 ${buildId} started || exit 1
    ${place === 'sda' ? ':' : 'erase && partition && format'} || { echo "$reason"; exit 1; }`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  disk.keep();
}

describeWith([...tools, ...more], 'a disk that somebody has used since an installation was cut off', () => {
  test.each(places)('is never written unarmed, whatever its mark says: on %s', { timeout: 300_000 }, (place) => {
    const disk = new LoopDisk();
    begun(disk, place);
    const found: Outcome[] = [];
    let blanks = 0;
    for (const [signature, make] of Object.entries(signatures))
      for (const discard of [false, true])
        for (const headZeroed of [false, true]) {
          disk.restore();
          make(disk.nodes[place], place === 'sda' ? diskBytes : parts[place][1] * 512, discard);
          if (headZeroed) zeroHead(disk, place);
          const name = `${signature} on ${place}${discard ? ', discarded' : ''}${headZeroed ? ', head zeroed' : ''}`;
          const blank = isBlank(disk, place);
          blanks += blank ? 1 : 0;
          found.push(...outcomes(disk, name, blank));
        }
    const unarmed = found.filter(({ armed }) => !armed);
    const used = unarmed.filter(({ blank }) => !blank);
    const sectors = unarmed.reduce((sum, { written }) => sum + written, 0);
    console.log(
      `${place}: ${found.length} combinations; ${unarmed.length} unarmed, ${used.length} of them on a disk that is not blank; ` +
        `sectors written unarmed: ${sectors}`,
    );
    expect({ planned: used.filter(({ decided }) => decided.startsWith('plan')), sectors }).toEqual({
      planned: [],
      sectors: 0,
    });
    expect(found).toHaveLength(Object.keys(signatures).length * 4 * marks.length * armings.length);
    expect(blanks).toBeLessThan(Object.keys(signatures).length);
    // Armed for this serial number, what was begun is done again, if its mark is still there.
    const again = found.filter(({ armed, case: each }) => armed && each.endsWith(', started 2'));
    expect([...new Set(again.map(({ decided }) => decided))].sort()).toEqual(
      place === 'sda' ? ['plan resume', 'plan wipe'] : ['plan resume'],
    );
  });
});

/** The first 64 KiB are zero, as after a wipe that went no further. The mark is not there, but on the disk it stays. */
function zeroHead(disk: LoopDisk, place: Place): void {
  const words = [`of=${disk.nodes[place]}`, 'if=/dev/zero', 'bs=64K', 'count=1', 'conv=notrunc,fsync', 'status=none'];
  command('dd', ...words);
}
