import { describe, expect, test } from 'vitest';
import { guestOf, importedFrom, leftOf, refusedFor, wholeGuestOf } from './commands.ts';

describe('options are parsed as argparse does', () => {
  test.each([
    ['--title behind =', '--metadata=title=a', { title: 'a' }],
    ['a beginning that only one option has', '--metad title=a', { title: 'a' }],
    [
      'a short option with its value in one',
      '-uaaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      { uuid: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee' },
    ],
    ['another name of the same', '--soundhw ac97', { sound: 'ac97' }],
    ['a value that may be left out', '--sound --autostart', { sound: 'ich9', autostart: true }],
    ['a value that begins with a hyphen', '--qemu-commandline "-device foo"', { qemu_commandline: ['-device', 'foo'] }],
  ])('%s', (_, options, guest) => {
    expect(guestOf(options)).toEqual(guest);
  });

  test.each([
    ['--memry 5', 'lost: --memry (--memry): virt-install has no such option. Did you mean --memory?'],
    ['--vnclist', 'lost: --vnclisten: --vnclisten has no value. Write --vnclisten VALUE.'],
    [
      '--me 5',
      'lost: --me (--me): it is ambiguous: --memory, --metadata, --memballoon, --memdev, --memtune, --memorybacking. Write its full name.',
    ],
    ['stray', 'lost: stray (stray): virt-install accepts only options. Put values with spaces in quotes.'],
    ['--import=yes', 'lost: --import (--import=yes): --import does not accept a value. Remove the value.'],
    ['-Z', 'lost: -Z (-Z): virt-install has no such option. Remove it.'],
  ])('%s is reported', (options, line) => {
    expect(leftOf(options)).toContain(line);
  });

  test('a list grows with each --disk, and of a number the last one counts', () => {
    expect(wholeGuestOf('--disk /a.img --disk /b.img --memory 1024 --vcpus 3 --vcpus 2')).toMatchObject({
      memory: '1GiB',
      vcpus: 2,
      disks: [{ path: '/a.img' }, { path: '/b.img' }],
    });
  });

  test('options that control virt-install itself are ignored without a report', () => {
    const options =
      '--noautoconsole --wait 5 --check all=off --os-type linux --print-xml 2 --dry-run --hvm --accelerate -q -d --replace --force --noreboot --connect qemu:///system';
    expect(guestOf(options)).toEqual({});
    expect(leftOf(options)).toEqual([]);
  });

  test.each([
    '--paravirt',
    '--container',
    '--connect xen:///',
    '--arch aarch64',
    '--reinstall other',
    '--unattended',
    '--extra-args a',
  ])('%s cannot be imported, and is reported', (options) => {
    expect(leftOf(options)).toEqual([expect.stringMatching(/^lost: --/)]);
  });
});

describe('old spellings have their present meaning', () => {
  test.each([
    ['-n g -r 1024', { memory: '1GiB' }],
    ['--vnc --vncport 5901 --vnclisten 0.0.0.0 -k de --graphics', {}],
    ['--nographics', {}],
    ['--cpuset=0-3', { cpuset: '0-3' }],
    ['--noacpi', { features: { acpi: false } }],
    ['--host-device 0000:00:1a.0', { hostdevs: ['0000:00:1a.0'] }],
  ])('%s', (options, guest) => {
    const command = `virt-install --name g --vcpus 1 --osinfo linux2020 --import --nodisks --nonetworks ${options}`;
    const {
      os_variant: _,
      memory,
      ...made
    } = importedFrom(options.includes('-r') ? command : `${command} --ram 512`).vms.g!;
    const { memory: expected = '512MiB', ...others } = guest as Record<string, unknown>;
    expect(memory).toBe(expected);
    expect(made).toMatchObject(others);
  });

  test('a screen, with all that went with it', () => {
    const command =
      'virt-install --name g --ram 512 --import --nodisks --nonetworks --vnc --vncport 5901 --vnclisten 0.0.0.0 -k de';
    expect(importedFrom(command).vms.g!.graphics).toEqual({ type: 'vnc', port: 5901, listen: '0.0.0.0', keymap: 'de' });
  });

  test('-c is the medium, or else the connection', () => {
    expect(
      importedFrom('virt-install -n g -r 512 -c qemu:///system --nodisks --nonetworks --nographics').vms.g,
    ).toEqual({
      memory: '512MiB',
    });
  });

  test('files with sizes are disks, bridges with addresses are cards', () => {
    const command =
      'virt-install --name g --ram 512 --import -f /var/lib/libvirt/images/a.img -s 4 --nonsparse -b br0 -m 52:54:00:00:00:01 --nographics';
    const { vms, restOfProfile } = importedFrom(command);
    expect(vms.g).toMatchObject({
      disks: [{ volume: 'default/a.img' }],
      networks: [{ bridge: 'br0', mac: '52:54:00:00:00:01' }],
    });
    expect(restOfProfile).toMatchObject({
      libvirt: {
        pools: { default: { volumes: { 'a.img': { capacity: '4GiB', allocation: '4GiB', format: 'qcow2' } } } },
      },
    });
  });
});

describe('a guest has a name and memory', () => {
  test('without a name it gets that of its operating system, which is reported', () => {
    const { vms, leftovers } = importedFrom(
      'virt-install --memory 512 --disk none --osinfo nosuch1 --import; virt-install --osinfo debian11 --import',
    );
    expect(Object.keys(vms)).toEqual(['guest', 'debian11']);
    expect(leftovers.map(({ where }) => where)).toContain('--name');
  });

  test('memory, CPUs and disk size default to what osinfo-db recommends', () => {
    expect(importedFrom('virt-install --name g --osinfo win2k16 --import --network none').vms.g).toMatchObject({
      memory: '2GiB',
      vcpus: 2,
      disks: [{ volume: 'default/g.qcow2', size: '40GiB' }],
    });
  });

  test('without either there is no guest', () => {
    expect(refusedFor('virt-install --name g --disk none --import')).toMatchObject([{ code: 'import-without-memory' }]);
  });

  test.each(['a/b', 'ü', 'x'.repeat(64)])('%s is not a valid name', (name) => {
    expect(refusedFor(`virt-install --name ${name} --memory 512`)).toMatchObject([
      { code: 'import-guest-name-invalid', where: { place: { offset: 13 } } },
    ]);
  });
});
