import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { type FakeRoot, fakeRoot } from '../support.ts';

/** A file system is a folder in fake/volumes, by the name of its device; where it is mounted there is a link to it. */
const mount = `R=$MKAPKOVL_ROOT
if [ $# -eq 1 ]; then
  device=$(awk -v folder="$1" '$2 == folder { print $1 }' "$R/etc/fstab")
  [ -d "$R/fake/volumes/$device" ] || exit 1
  echo "$device $1 ext4 rw 0 0" >> "$R/proc/mounts"
  exit
fi
[ -d "$R/fake/volumes/$5" ] || { echo "no device $5"; exit 255; }
rmdir "$6" && ln -s "$R/fake/volumes/$5" "$6"`;
const umount = '[ -L "$1" ] && rm "$1" && mkdir "$1"';

const device = 'LABEL=var';
const row = `${device}\t/var\text4\tdefaults\t0\t2`;
const root = '/dev/sda2 / ext4 rw 0 0\n';
const system = '# of the installer\nUUID=1\t/\text4\trw\t0\t1\n';

/** A machine that starts, with a file system for /var that has these files. */
function machine(content: Record<string, string> | undefined, changes: Record<string, string> = {}): FakeRoot {
  const volume = Object.entries(content ?? {}).map(([name, text]) => [`fake/volumes/${device}/${name}`, text]);
  const made = fakeRoot({
    'etc/mkapkovl/filled': `${row}\n`,
    'etc/fstab': system,
    'proc/mounts': root,
    'var/empty/.keep': '',
    'var/lib/libvirt/images/a.qcow2': 'guest',
    'var/.hidden': 'hidden',
    'var/log/messages': 'line\n',
    ...(content && { [`fake/volumes/${device}/lost+found/x`]: '' }),
    ...Object.fromEntries(volume),
    ...changes,
  });
  made.stub('mount', mount);
  made.stub('umount', umount);
  made.stub('sync', '[ ! -e "$MKAPKOVL_ROOT/fake/power-fails" ] || kill -KILL 0');
  return made;
}

const start = (made: FakeRoot) => made.run('etc/mkapkovl/agent/fill.sh', { env: { MKAPKOVL_HERE: 'yes' } });
const record = (made: FakeRoot) => JSON.parse(made.read('run/mkapkovl/steps/fill.json'));
const inside = (made: FakeRoot) =>
  Object.keys(made.snapshot())
    .filter((name) => name.startsWith(`fake/volumes/${device}/`))
    .map((name) => name.slice(`fake/volumes/${device}/`.length))
    .filter((name) => !name.startsWith('lost+found') && !name.endsWith('mkapkovl.log'));
const whole = ['.hidden', 'empty', 'lib', 'lib/libvirt/images/a.qcow2', 'log/messages'];
const mounted = (made: FakeRoot) => made.read('proc/mounts').includes(`${device} /var `);

describeWith(['applets', 'setsid'], 'a blank file system for /var', () => {
  test('gets all of /var, then its line in fstab, then is mounted', () => {
    const made = machine({});
    expect(start(made).status).toBe(0);
    expect(inside(made)).toEqual(expect.arrayContaining([...whole, '.mkapkovl-filled']));
    expect(inside(made)).not.toContain('.mkapkovl-filling');
    expect(made.read('etc/fstab')).toBe(`${system}${row}\n`);
    expect(mounted(made)).toBe(true);
    expect(made.read('var/lib/libvirt/images/a.qcow2')).toBe('guest');
  });

  test('is copied to once', () => {
    const made = machine({});
    start(made);
    made.write('proc/mounts', root);
    made.write('var/lib/later', '');
    expect(start(made).status).toBe(0);
    expect(inside(made)).not.toContain('lib/later');
    expect(made.read('etc/fstab')).toBe(`${system}${row}\n`);
    expect(mounted(made)).toBe(true);
  });

  test('is not mounted there while the copy is cut off, and is the next time', () => {
    const made = machine({});
    made.write('fake/power-fails', '');
    start(made);
    expect(made.read('etc/fstab')).toBe(system);
    expect(mounted(made)).toBe(false);
    const again = machine({ '.mkapkovl-filling': '', 'lib/libvirt/images/a.qcow2': 'gu' });
    expect(start(again).status).toBe(0);
    expect(again.read(`fake/volumes/${device}/lib/libvirt/images/a.qcow2`)).toBe('guest');
    expect(inside(again)).toEqual(expect.arrayContaining(whole));
    expect(mounted(again)).toBe(true);
  });

  test('that cannot take it all is not mounted', () => {
    const made = machine({});
    made.stub('cp', 'for last; do :; done; mkdir -p "$last/lib"; echo "No space left on device"; exit 1');
    expect(start(made).status).not.toBe(0);
    expect(record(made).reason).toContain('/var stays where it is: cannot copy it');
    expect(made.read('etc/fstab')).toBe(system);
    expect(mounted(made)).toBe(false);
  });

  test('of which a file is missing after the copy is not mounted', () => {
    const made = machine({});
    made.stub('cp', 'busybox cp "$@" && for last; do :; done && rm "$last/log/messages"');
    start(made);
    expect(record(made).reason).toContain('was not copied');
    expect(mounted(made)).toBe(false);
  });
});

describeWith(['applets', 'setsid'], 'a file system for /var that is not blank', () => {
  test('is never written to, and not mounted if it is no /var', () => {
    const made = machine({ 'photo.jpg': 'photo' });
    start(made);
    expect(record(made)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('is not empty, but has no empty'),
    });
    expect(inside(made)).toEqual(['photo.jpg']);
    expect(made.read('etc/fstab')).toBe(system);
    expect(mounted(made)).toBe(false);
  });

  test('is mounted as it is if it has all that /var has', () => {
    const made = machine({ 'empty/x': '', 'lib/other': 'kept', 'log/x': '' });
    expect(start(made).status).toBe(0);
    expect(
      inside(made)
        .filter((name) => /[a-z]\/[a-z]/.test(name))
        .sort(),
    ).toEqual(['empty/x', 'lib/other', 'log/x']);
    expect(mounted(made)).toBe(true);
  });

  test('takes its line out of fstab again if it holds no /var any more', () => {
    const made = machine({ 'photo.jpg': 'photo' }, { 'etc/fstab': `${system}${row}\n` });
    start(made);
    expect(made.read('etc/fstab')).toBe(system);
  });
});

describeWith(['applets', 'setsid'], 'nothing is copied', () => {
  test('in the live system of the installer', () => {
    const made = machine({}, { 'proc/mounts': 'tmpfs / tmpfs rw 0 0\n' });
    start(made);
    expect(record(made).state).toBe('skipped');
    expect(inside(made)).toEqual([]);
  });

  test('where somebody else has a line for the folder', () => {
    const other = `${system}/dev/sdb1 /var ext4 rw 0 2\n`;
    const made = machine({}, { 'etc/fstab': other });
    start(made);
    expect(record(made).reason).toContain('/etc/fstab has another line for it, with /dev/sdb1');
    expect(made.read('etc/fstab')).toBe(other);
    expect(inside(made)).toEqual([]);
  });

  test('over what is mounted below it', () => {
    const made = machine({}, { 'proc/mounts': `${root}/dev/sdc1 /var/lib ext4 rw 0 0\n` });
    start(made);
    expect(record(made).reason).toContain('something is mounted at /var/lib');
    expect(inside(made)).toEqual([]);
  });

  test('from a device that is not there, and the line stays', () => {
    const made = machine(undefined, { 'etc/fstab': `${system}${row}\n` });
    start(made);
    expect(record(made).reason).toContain('cannot mount LABEL=var');
    expect(made.read('etc/fstab')).toBe(`${system}${row}\n`);
  });
});
