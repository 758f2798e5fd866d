import { expect, test } from 'vitest';
import { describeWith } from '#test/support/tools.ts';
import { buildId, MiB } from '../machine.ts';
import { command, LoopDisk, loops, type Place, places } from './loop.ts';
import { type Maker, signatures } from './signatures.ts';

const tools = [
  'applets',
  'setsid',
  'losetup',
  'sfdisk',
  'blkdiscard',
  'mkfs.ext4',
  'mkfs.xfs',
  'mkfs.btrfs',
  'mkfs.f2fs',
];
const more = [
  'mkfs.vfat',
  'mkfs.ntfs',
  'mkfs.exfat',
  'mkswap',
  'pvcreate',
  'cryptsetup',
  'make-bcache',
  'wipefs',
  loops,
];

/** What a disk may say of itself: nothing, or how far an installation came, and of which generation. The host's is 2. */
const marks = [
  'none',
  ...['started', 'installed', 'finished'].flatMap((state) => [2, 1, 3].map((number) => `${state} ${number}`)),
];
/** What install.disk.wipe says. */
const armings = ['', 'SERIAL1'];

const every = [false, true].flatMap((discard) => [false, true].map((headZeroed) => ({ discard, headZeroed })));
/** Both values of the two with equal ones, and with different ones. */
const halves = [
  every.filter(({ discard, headZeroed }) => discard === headZeroed),
  every.filter(({ discard, headZeroed }) => discard !== headZeroed),
] as const;

/**
 * What somebody made, whether the tool discarded before, and whether the head is zero again. All four combinations of the
 * latter two take twice as long; without MKAPKOVL_ALL_DISKS each place has two of them for each signature, so
 * that it has both values of either, and the neighbouring place has the other two.
 */
function kindsOn(place: Place): [make: Maker, discard: boolean, headZeroed: boolean][] {
  return Object.values(signatures).flatMap((make, index) =>
    (process.env.MKAPKOVL_ALL_DISKS ? every : halves[(index + places.indexOf(place)) % 2]!).map(
      ({ discard, headZeroed }): [Maker, boolean, boolean] => [make, discard, headZeroed],
    ),
  );
}

/** Large enough that each mkfs takes its partitions. */
const size = 1100 * MiB;

/**
 * For each mark and each arming: tells what is decided, and how many sectors the disk and its partitions have got since.
 * With `act`, what is planned for a disk that is not armed is done, too, as far as it goes without mounting anything.
 */
const runner = (disk: LoopDisk, marked: boolean, act: boolean) => `
label=dos firmware=bios loader=extlinux passphrase='' block_bytes=512
wanted_serial=SERIAL1 wanted_wwn='' bytes=${size}
settings=$(grep -v ^DISK_WIPE= "$data/install.conf")
${disk.counting()}
act() {
	case "$plan" in
		finish) make_startable ;;
		*) write_disk ;;
	esac
}
put_mark() {
	case $1 in
		none) head -c 512 /dev/zero ;;
		*) printf 'MKAPKOVL1 kvm1 %s ${buildId} %s\\n' "\${1#* }" "\${1% *}" ;;
	esac | dd of="$dev/sda" bs=512 seek=2040 count=1 conv=notrunc,sync 2> /dev/null
}
decide() {
	disk=sda plan='' reason=''
	if permitted sda; then
		decided="plan $plan"
		[ -n "$1" ] || ${act ? '( choose_disk && act ) > /dev/null 2>&1' : ':'}
	else
		decided="refused: $reason"
	fi
}
for state in ${marks.map((each) => `'${each}'`).join(' ')}; do
	${marked ? 'put_mark "$state"' : ':'}
	written
	for wipe in ${armings.map((each) => `'${each}'`).join(' ')}; do
		printf '%s\\n' "$settings" "DISK_WIPE='$wipe'" > "$data/install.conf"
		before=$sum
		decide "$wipe"
		written
		echo "$state|$wipe|$((sum - before))|$decided"
	done
done
`;

interface Outcome {
  mark: string;
  /** Whether the mark is still there, or went with what was discarded. */
  marked: boolean;
  armed: boolean;
  blank: boolean;
  written: number;
  decided: string;
}

const isZero = (bytes: Buffer) => bytes.equals(Buffer.alloc(bytes.length));

/** Whether nothing lies where a file system, a volume manager or a RAID leaves its signature. */
function isBlank(disk: LoopDisk, place: Place): boolean {
  const [start, sectors] = disk.areas[place];
  const head = disk.bytes(start * 512, 4 * MiB);
  if (place === 'sda') head.fill(0, MiB - 4096, MiB - 4096 + 512);
  return isZero(head) && isZero(disk.bytes((start + sectors) * 512 - 4 * MiB, 4 * MiB));
}

function outcomes(disk: LoopDisk, blank: boolean): Outcome[] {
  const marked = disk.bytes(MiB - 4096, 8).toString() === 'MKAPKOVL';
  const { stdout, stderr } = disk.agent(runner(disk, marked, !blank));
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(marks.length * armings.length);
  return lines.map((line) => {
    const [mark, wipe, written, decided] = line.split('|') as [string, string, string, string];
    return { mark, marked, armed: wipe !== '', blank, written: Number(written), decided };
  });
}

/** The disk as an installation that was cut off leaves it: nothing but the mark, or partitions with what is made there. */
function begun(disk: LoopDisk, place: Place): void {
  disk.clear();
  disk.know(place === 'sda' ? [] : ['sda1', 'sda2']);
  const { status, stderr } = disk.agent(`
    label=dos firmware=bios loader=extlinux passphrase='' block_bytes=512
    find_disk && generation=2 bytes=${size} identity=$(identity_of sda) && write_mark "$dev/sda" kvm1 2 ${buildId} started || exit 1
    ${place === 'sda' ? ':' : 'erase && partition && format'} || { echo "$reason"; exit 1; }`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  disk.keep();
}

describeWith([...tools, ...more], 'a disk that somebody has used since an installation was cut off', () => {
  test.each(places)('is never written unarmed, whatever its mark says: on %s', { timeout: 900_000 }, (place) => {
    const disk = new LoopDisk(size);
    begun(disk, place);
    const kinds = kindsOn(place);
    const found = kinds.flatMap(([make, discard, headZeroed]) => {
      disk.restore();
      make(disk.nodes[place], disk.areas[place][1] * 512, discard);
      if (headZeroed) zeroHead(disk, place);
      return outcomes(disk, isBlank(disk, place));
    });
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
    expect(found).toHaveLength(kinds.length * marks.length * armings.length);
    // Of a disk on which nothing is left only the decision is looked at: it may be written.
    const blanks = unarmed.filter(({ blank }) => blank);
    expect(blanks.length / marks.length).toBeLessThan(kinds.length / 4);
    for (const { mark, marked, decided } of blanks)
      expect(`${mark}: ${decided}`).toMatch(whenBlank(marked ? mark : 'none', place));
    // Armed for this serial number, what was begun is done again, if its mark is still there.
    const again = found.filter(({ armed, mark }) => armed && mark === 'started 2');
    expect([...new Set(again.map(({ decided }) => decided))].sort()).toEqual(
      place === 'sda' ? ['plan resume', 'plan wipe'] : ['plan resume'],
    );
  });
});

/** What is decided of a disk that is blank, or holds nothing but what the installer makes. */
function whenBlank(mark: string, place: Place): RegExp {
  if (/^(started|installed) 2$/.test(mark)) return /: plan resume$/;
  return mark === 'none' && place === 'sda' ? /: plan fresh$/ : /: refused: /;
}

/** The first 64 KiB are zero, as after a wipe that went no further. The mark is not there, but on the disk it stays. */
function zeroHead(disk: LoopDisk, place: Place): void {
  const words = [`of=${disk.nodes[place]}`, 'if=/dev/zero', 'bs=64K', 'count=1', 'conv=notrunc,fsync', 'status=none'];
  command('dd', ...words);
}
