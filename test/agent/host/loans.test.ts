import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { link, told } from '../converge/virtual.ts';
import { type FakeRoot, fakeRoot, locks } from '../support.ts';

const display = '0000:01:00.0';
const sound = '0000:01:00.1';
const native = { [display]: 'nouveau', [sound]: 'snd_hda_intel' };

/** What the kernel does with these files, as far as drivers go (drivers/base/bus.c). */
const kernel = `
tell() {
	echo "\${1#"$sys/bus/pci/"} $2" >> "$root/fake/told"
	[ ! -e "$root/fake/signal" ] || kill -s "$(cat "$root/fake/signal")" $$
	case $1 in
		*/driver/unbind) [ ! -e "$root/fake/keeps-$2" ] || [ "$(driver_of "$2")" != vfio-pci ] || { refuse 'it keeps it'; return; } ;;
	esac
	case $1 in
		*/driver/unbind) rm "$sys/bus/pci/devices/$2/driver" ;;
		*/drivers_probe)
			of=$(cat "$sys/bus/pci/devices/$2/driver_override")
			[ "$of" != vfio-pci ] || [ ! -e "$root/fake/refuses-$2" ] || return 0
			[ "$of" = vfio-pci ] || [ ! -e "$root/fake/needs-module" ] || return 0
			ln -s "../../drivers/\${of:-$(cat "$root/fake/native-$2")}" "$sys/bus/pci/devices/$2/driver" ;;
		*) echo "$2" > "$1" ;;
	esac
}
`;

const at = (address: string) => `sys/bus/pci/devices/${address}`;

/** A host with a graphics card and its sound, both on loan to the guest `desktop`, and its own display elsewhere. */
function lender(changes: Record<string, string> = {}): FakeRoot {
  const device = (address: string, id: string, kind: string) => ({
    [`${at(address)}/vendor`]: `0x${id.slice(0, 4)}\n`,
    [`${at(address)}/device`]: `0x${id.slice(5)}\n`,
    [`${at(address)}/class`]: `${kind}\n`,
    [`${at(address)}/driver_override`]: '(null)\n',
    [`${at(address)}/iommu_group/type`]: 'DMA\n',
  });
  const root = fakeRoot({
    ...Object.fromEntries(
      ['nouveau', 'snd_hda_intel', 'vfio-pci'].map((name) => [`sys/bus/pci/drivers/${name}/bind`, '']),
    ),
    ...device(display, '10de:1b80', '0x030000'),
    ...device(sound, '10de:10f0', '0x040300'),
    ...Object.fromEntries(Object.entries(native).map(([address, driver]) => [`fake/native-${address}`, driver])),
    [`${at(display)}/boot_vga`]: '0\n',
    [`${at(display)}/drm/card1/uevent`]: 'MAJOR=226\nDEVNAME=dri/card1\n',
    'sys/class/graphics/fb0/name': 'simple\n',
    'etc/mkapkovl/loans': `${display}\t10de:1b80\n${sound}\t10de:10f0\n`,
    'etc/mkapkovl/libvirt/guests.table': `desktop\tno\t${display},${sound}\nweb\tno\t-\n`,
    'proc/cmdline': 'quiet\n',
    'proc/mounts': '/dev/vda2 / ext4 rw 0 0\n',
    'proc/self/mountinfo': '1 0 0:1 / /proc rw - proc proc rw\n',
    'fake/told': '',
    ...changes,
  });
  for (const [address, driver] of Object.entries(native))
    link(root, `${at(address)}/driver`, `../../drivers/${driver}`);
  const part = 'etc/mkapkovl/agent/converge/in-use.sh';
  root.write(part, root.read(part) + kernel);
  root.stub('id', 'echo 0\n');
  return root;
}

const call = (root: FakeRoot, ...words: string[]) => {
  const { status, stdout, stderr } = root.run('usr/local/bin/mkapkovl-host', { arguments: words });
  return { status, said: stdout + stderr };
};
const drivers = (root: FakeRoot) =>
  [display, sound].map((address) => path.basename(readlinkSync(path.join(root.folder, at(address), 'driver'))));

/** Lends nothing, and leaves every driver where it is. */
function refused(root: FakeRoot, ...words: string[]): string {
  const { status, said } = call(root, ...(words.length > 0 ? words : ['lend', 'desktop']));
  expect({ status, told: told(root), drivers: drivers(root) }).toEqual({
    ...{ status: 1, told: [], drivers: ['nouveau', 'snd_hda_intel'] },
  });
  return said;
}

describeWith(['applets'], 'mkapkovl-host lend refuses', () => {
  test('a guest that the profile does not have', () => {
    expect(refused(lender(), 'lend', 'windows')).toContain('The profile has no guest windows. [loan-guest-unknown]');
  });

  test('a guest without a device on loan', () => {
    expect(refused(lender(), 'lend', 'web')).toContain('[loan-nothing]');
  });

  test('in the rescue entry', () => {
    expect(refused(lender({ 'proc/cmdline': 'quiet mkapkovl=rescue\n' }))).toContain('[loan-rescue]');
  });

  test('another device than the profile means', () => {
    expect(refused(lender({ [`${at(sound)}/device`]: '0xaaaa\n' }))).toContain('expected 10de:10f0, found 10de:aaaa');
  });

  test.each([
    ['0x0c0330', 'USB controller'],
    ['0x010802', 'disk controller'],
    ['0x0c0400', 'disk controller'],
    ['0x020000', 'network card'],
  ])('a device of class %s, whose driver does not let go safely', (kind, name) => {
    expect(refused(lender({ [`${at(sound)}/class`]: `${kind}\n` }))).toContain(
      `the driver of a ${name} does not let go`,
    );
  });

  test('a device of which it cannot be known what it is', () => {
    const root = lender();
    rmSync(path.join(root.folder, at(sound), 'class'));
    expect(refused(root)).toContain('its class cannot be read');
  });

  test('a device that the host needs at every boot', () => {
    const root = lender({ 'etc/mkapkovl/keep': `${sound}\t10de:10f0\tthe file system on /srv\n` });
    expect(refused(root)).toContain('the host needs it for the file system on /srv');
  });

  test('a device with virtual functions, which would go with its driver', () => {
    const root = lender();
    link(root, `${at(display)}/virtfn0`, '../0000:01:00.4');
    expect(refused(root)).toContain('the virtual function 0000:01:00.4 was made of it');
  });

  test('a device with a mediated device, which would go with its driver', () => {
    const root = lender();
    root.write(`${at(display)}/aaaa/mdev_type/name`, 'small\n');
    link(root, 'sys/bus/mdev/devices/aaaa', `../../pci/devices/${display}/aaaa`);
    expect(refused(root)).toContain('the mediated device aaaa was made of it');
  });

  test('everything if it cannot wait for a run that changes devices, too', () => {
    const root = lender();
    root.stub('flock', 'exit 1\n');
    expect(refused(root)).toContain('[loan-failed]');
  });

  test('the display with the console of the host', () => {
    expect(refused(lender({ [`${at(display)}/graphics/fb0/name`]: 'nouveaudrmfb\n' }))).toContain(
      'shows its console on it',
    );
  });

  test('the display of the firmware if there is no framebuffer', () => {
    const root = lender({ [`${at(display)}/boot_vga`]: '1\n' });
    rmSync(path.join(root.folder, 'sys/class/graphics'), { recursive: true });
    expect(refused(root)).toContain('shows its console on it');
  });

  test('a device that a program has open', () => {
    const root = lender({ 'proc/77/fd/.keep': '', 'proc/900/cmdline': 'sway\0' });
    link(root, 'proc/900/fd/12', '/dev/dri/card1');
    expect(refused(root)).toContain('the process 900 has it open');
  });

  test('the keyboard, if it is the only one', () => {
    const keys = 'sys/devices/input/input3/capabilities/key';
    const root = lender({ [keys]: 'fffffffffffffffe\n' });
    link(root, 'sys/class/input/input3', `../../bus/pci/devices/${sound}/input3`);
    link(root, `${at(sound)}/input3/capabilities/key`, path.join(root.folder, keys));
    expect(refused(root)).toContain('the host needs it for the only keyboard');
  });

  test('everything while vfio-pci is not there', () => {
    const root = lender();
    rmSync(path.join(root.folder, 'sys/bus/pci/drivers/vfio-pci'), { recursive: true });
    expect(refused(root)).toContain('vfio-pci is not loaded');
  });
});

describeWith(['applets'], 'mkapkovl-host lend and return', () => {
  test('give all devices to vfio-pci, the sound before the display, and back', () => {
    const root = lender();
    expect(call(root, 'lend', 'desktop')).toMatchObject({ status: 0 });
    expect(drivers(root)).toEqual(['vfio-pci', 'vfio-pci']);
    expect(told(root).filter((line) => line.includes('unbind'))).toEqual([
      `devices/${sound}/driver/unbind ${sound}`,
      `devices/${display}/driver/unbind ${display}`,
    ]);
    expect(call(root, 'return', 'desktop')).toMatchObject({ status: 0 });
    expect(drivers(root)).toEqual(['nouveau', 'snd_hda_intel']);
    expect(root.read(`${at(display)}/driver_override`)).toBe('\n');
  });

  test('do not mind who reads the buttons of a sound card, as acpid does of all that there are', () => {
    const root = lender({ [`${at(sound)}/sound/card1/input7/event7/uevent`]: 'MAJOR=13\nDEVNAME=input/event7\n' });
    root.write('proc/900/cmdline', '/sbin/acpid\0');
    link(root, 'proc/77/fd/0', '/dev/null');
    link(root, 'proc/900/fd/12', '/dev/input/event7');
    expect(call(root, 'lend', 'desktop')).toMatchObject({ status: 0 });
  });

  test('change nothing the second time', () => {
    const root = lender();
    call(root, 'lend', 'desktop');
    root.write('fake/told', '');
    expect(call(root, 'lend', 'desktop').status).toBe(0);
    expect(told(root)).toEqual([]);
  });

  test('give everything back if one of them is not taken', () => {
    const root = lender({ [`fake/refuses-${display}`]: '' });
    const { status, said } = call(root, 'lend', 'desktop');
    expect({ status, drivers: drivers(root) }).toEqual({ status: 1, drivers: ['nouveau', 'snd_hda_intel'] });
    expect(said).toContain('Everything is back with the host. [loan-failed]');
  });

  test('never take from a running guest what it has had, if another of its devices is not taken', () => {
    const root = lender({ [`fake/refuses-${display}`]: '' });
    rmSync(path.join(root.folder, at(sound), 'driver'));
    link(root, `${at(sound)}/driver`, '../../drivers/vfio-pci');
    expect(call(root, 'lend', 'desktop').status).toBe(1);
    expect(drivers(root)).toEqual(['nouveau', 'vfio-pci']);
    expect(told(root).filter((line) => line.includes(sound))).toEqual([]);
  });

  test('say which devices are not back', () => {
    const root = lender({ [`fake/refuses-${display}`]: '', [`fake/keeps-${sound}`]: '' });
    const { said } = call(root, 'lend', 'desktop');
    expect(said).toContain(`${sound} cannot be given back: it keeps it.`);
    expect(said).not.toContain('Everything is back');
  });

  test.each(['HUP', 'INT', 'TERM'])('are completed in spite of SIG%s', (signal) => {
    const root = lender({ 'fake/signal': signal });
    call(root, 'lend', 'desktop');
    expect(drivers(root)).toEqual(['vfio-pci', 'vfio-pci']);
    call(root, 'return', 'desktop');
    expect(drivers(root)).toEqual(['nouveau', 'snd_hda_intel']);
  });

  test('load the driver again if its module is gone', () => {
    const root = lender({ [`${at(display)}/modalias`]: 'pci:display\n', [`${at(sound)}/modalias`]: 'pci:sound\n' });
    call(root, 'lend', 'desktop');
    root.write('fake/needs-module', '');
    root.stub('modprobe', `echo "$*" >> "$MKAPKOVL_ROOT/fake/loaded"\nrm -f "$MKAPKOVL_ROOT/fake/needs-module"\n`);
    expect(call(root, 'return', 'desktop').status).toBe(0);
    expect(drivers(root)).toEqual(['nouveau', 'snd_hda_intel']);
    expect(root.read('fake/loaded')).toBe('-q pci:display\n');
  });

  test('fail if the driver that the device had before does not take it back', () => {
    const root = lender();
    call(root, 'lend', 'desktop');
    root.write('fake/needs-module', '');
    expect(call(root, 'return', 'desktop')).toMatchObject({
      status: 1,
      said: expect.stringContaining(`it had the driver nouveau before, and has none now`),
    });
  });

  test('refuse to take from a guest what it has', () => {
    const root = lender();
    call(root, 'lend', 'desktop');
    rmSync(path.join(root.folder, at(sound), 'iommu_group'), { recursive: true });
    symlinkSync('../../../../kernel/iommu_groups/9', path.join(root.folder, at(sound), 'iommu_group'));
    root.write('proc/31/cmdline', 'qemu\0-name\0guest=desktop,debug-threads=on\0');
    link(root, 'proc/31/fd/5', '/dev/vfio/9');
    const { status, said } = call(root, 'return', 'desktop');
    expect({ status, drivers: drivers(root) }).toEqual({ status: 1, drivers: ['vfio-pci', 'vfio-pci'] });
    expect(said).toContain(`the guest desktop has ${sound}. [loan-in-use]`);
  });

  test('lock out no user: only root can open their lock', () => {
    const root = lender();
    call(root, 'lend', 'desktop');
    expect(locks(root)).toEqual({ 'run/mkapkovl/converge.lock': '600' });
  });

  test('print the outcome as JSON', () => {
    expect(JSON.parse(call(lender(), 'lend', 'desktop', '--json').said)).toEqual({
      result: { outcome: 'lent', devices: [display, sound] },
      findings: [],
    });
  });
});

describe('without a guest', () => {
  test.each(['lend', 'return'])('%s is wrong usage', (verb) => {
    expect(call(lender(), verb).status).toBe(2);
  });
});
