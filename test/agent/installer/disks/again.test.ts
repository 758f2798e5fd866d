import { expect, test } from 'vitest';
import { describeWith } from '#test/support/tools.ts';
import { MiB } from '../machine.ts';
import { LoopDisk, loops } from './loop.ts';

const tools = ['applets', 'setsid', 'losetup', 'sfdisk', 'blkdiscard', 'mkfs.ext4', 'mkfs.vfat', loops];

/** How a machine starts, and what it then has on its disk. */
interface Way {
  settings: string;
  block: number;
}
const dos = 'label=dos firmware=bios loader=extlinux';
const gpt = 'label=gpt firmware=uefi loader=grub';
const ways = {
  'a dos partition table': { settings: dos, block: 512 },
  'a GPT': { settings: gpt, block: 512 },
  'a dos partition table and blocks of 4 KiB': { settings: dos, block: 4096 },
  'a GPT and blocks of 4 KiB': { settings: gpt, block: 4096 },
} as const satisfies Record<string, Way>;

const setUp = ({ settings, block }: Way) =>
  `${settings}; passphrase='' block_bytes=${block} reason=''; run="$root/run"`;
const chosen = 'if choose_disk; then echo "plan $plan"; else echo "refused: $reason"; fi';

/** Writes the disk as the installer does, until it is mounted. A function comes before an applet of the same name. */
function write(disk: LoopDisk, way: Way, dd: string) {
  disk.live.write('tmp/writes', '0\n');
  return disk.agent(`${dd}\n${setUp(way)}; choose_disk && write_disk; echo "$reason"`).stdout.trim();
}

/** Counts the writes of dd, and ends everything at one of them. */
const killedAt = (number: number) => `dd() {
  case " $*" in *' of='*)
    echo $(($(cat "$root/tmp/writes") + 1)) > "$root/tmp/writes"
    [ "$(cat "$root/tmp/writes")" -ne ${number} ] || kill -9 0 ;;
  esac
  command dd "$@"
}`;

function diskWith(way: Way): LoopDisk {
  const disk = new LoopDisk(600 * MiB, way.block);
  disk.know(['sda1', 'sda2']);
  disk.clear();
  // The kernel of the loop devices reads no partition table, so its partitions are there all the time.
  const { stdout } = disk.agent(`${setUp(way)}; find_disk && generation=2 && identity=$(identity_of sda) &&
    write_state started && erase && partition && format; echo "$reason"`);
  expect(stdout.trim()).toBe('');
  disk.keep();
  return disk;
}

describeWith(tools, 'a disk that is being written', () => {
  test.each(Object.entries(ways))(
    'with %s is known again after each write that was the last',
    { timeout: 300_000 },
    (_, way) => {
      const disk = diskWith(way);
      expect(disk.agent(chosen).stdout).toBe('plan resume\n');
      let writes = 0;
      for (let ended = false; !ended; ) {
        writes += 1;
        disk.restore();
        ended = write(disk, way, killedAt(writes)) !== '';
        expect(`${writes}: ${disk.agent(chosen).stdout}`).toBe(`${writes}: plan resume\n`);
      }
      expect(writes).toBeGreaterThan(15);
    },
  );

  const foreign: [string, string, RegExp][] = [
    [
      'was swapped for another of the same serial number',
      'echo 8 > "$sys/block/sda/diskseq"',
      /sda is a different disk now/,
    ],
    [
      'is mounted',
      'echo "9 1 $(cat "$sys/block/sda/dev") / /data rw - ext4 /dev/sda rw" >> "$proc/self/mountinfo"',
      /mounted at \/data/,
    ],
    ['got data', 'printf data | dd of="$dev/sda" bs=512 seek=100 conv=notrunc 2> /dev/null', /holds something else/],
    [
      'got somebody else’s boot code',
      'printf code | dd of="$dev/sda" bs=440 conv=notrunc 2> /dev/null',
      /boot code of somebody else/,
    ],
  ];
  const steps = [
    'set_mark installed',
    'erase',
    'partition',
    'format_boot',
    'encrypt',
    'format',
    'write_boot_code "$root/etc/hostname"',
  ];
  test.each(foreign)('and %s since it was chosen gets nothing more, whatever step comes', (_, change, expected) => {
    const disk = diskWith(ways['a dos partition table']);
    disk.live.write('sys/block/sda/diskseq', '7\n');
    const { stdout } = disk.agent(`${setUp(ways['a dos partition table'])}; passphrase=secret
      boot_part=sda1 root_part=sda2
      choose_disk && ${change}
      ${disk.counting()}
      written && before=$sum
      ${steps.map((step) => `reason=; ${step} && echo "written"; echo "$reason"`).join('\n')}
      written && [ "$sum" = "$before" ] || echo "sectors written: $((sum - before))"`);
    const told = stdout.trim().split('\n');
    expect(told).toHaveLength(steps.length);
    for (const line of told) expect(line).toMatch(expected);
  });
});
