import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { run as runProgram } from '../../src/commands/program.ts';
import { folderWith, run } from '../support/run.ts';

interface Reported {
  code: string;
  line: number;
  column: number;
  message: string;
}

/** The codes that are reported for a file, and the resulting section. */
async function imported(
  text: string | Buffer,
): Promise<{ status: number; found: Reported[]; codes: string[]; vms: Record<string, never> | null }> {
  const cwd = folderWith({ 'guest.xml': text as string });
  const { status, stdout } = await run(['--format', 'json', 'import', 'guest.xml'], { cwd });
  const { result, findings } = JSON.parse(stdout);
  return { status, found: findings, codes: findings.map(({ code }: Reported) => code), vms: result?.vms ?? null };
}

const domain = (inside: string, name = 'one') =>
  `<domain type='kvm'>\n<name>${name}</name>\n<memory unit='MiB'>512</memory>\n<os><type machine='q35'>hvm</type></os>\n${inside}\n</domain>\n`;

describe('a file that defines no guest is refused', () => {
  test.each([
    ['nothing', ' \n', 'import-empty'],
    ['bytes that are no text', Buffer.from([0x3c, 0xff, 0xfe]), 'import-not-text'],
    ['text with a NUL', '<domain>\0</domain>', 'import-not-text'],
    ['XML that ends too soon', '<domain type="kvm"><name>one', 'import-not-xml'],
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY b "c">]><domain>&b;</domain>', 'import-not-xml'],
    ['an entity from another file', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><domain/>', 'import-not-xml'],
    ['an undeclared entity', '<domain>&b;</domain>', 'import-not-xml'],
    ['elements without end', '<a>'.repeat(100_000), 'import-not-xml'],
    ['elements a hundred deep', `${'<a>'.repeat(150)}${'</a>'.repeat(150)}`, 'import-not-xml'],
    ['an attribute twice', "<domain type='kvm' type='qemu'/>", 'import-not-xml'],
    ['another XML file', '<html/>', 'import-not-a-guest'],
    ['a container', "<domain type='lxc'><name>one</name></domain>", 'import-guest-not-supported'],
    [
      'another architecture',
      "<domain type='kvm'><os><type arch='aarch64'>hvm</type></os></domain>",
      'import-guest-not-supported',
    ],
    ['a guest without memory', "<domain type='kvm'><name>one</name></domain>", 'import-incomplete'],
  ])('%s', async (_, text, code) => {
    const { status, codes, vms } = await imported(text);
    expect({ status, codes: [...new Set(codes)], vms }).toEqual({ status: 1, codes: [code], vms: null });
  });

  test('with the place of the error', async () => {
    const { found } = await imported("<domain type='kvm'>\n  <name>one</nam>\n</domain>\n");
    expect(found).toMatchObject([{ code: 'import-not-xml', line: 2 }]);
  });

  test('a file that is too large for a definition is an environment error', async () => {
    const { status, codes } = await imported(`<domain>${'<a/>'.repeat(300_000)}</domain>`);
    expect({ status, codes }).toEqual({ status: 3, codes: ['import-too-large'] });
  });

  test('so is a missing file', async () => {
    const { status, stderr } = await run(['import', 'nowhere.xml'], { cwd: folderWith() });
    expect({ status, stderr }).toMatchObject({ status: 3, stderr: expect.stringContaining('[file-unreadable]') });
  });
});

describe('what has no key in a profile', () => {
  test('is kept verbatim, which is reported at its place', async () => {
    const { status, found, vms } = await imported(domain("<devices>\n  <hub type='usb'/>\n</devices>"));
    expect(status).toBe(0);
    expect(found).toContainEqual(expect.objectContaining({ code: 'import-kept-verbatim', line: 6, column: 3 }));
    expect(vms).toMatchObject({ one: { xml: { devices: "<hub type='usb'/>" } } });
  });

  test('a device with one more element keeps its keys', async () => {
    const card =
      "<interface type='bridge'><source bridge='br0'/><model type='virtio'/><coalesce><rx><frames max='7'/></rx></coalesce></interface>";
    const { vms } = await imported(domain(`<devices>${card}</devices>`));
    expect(vms).toMatchObject({
      one: { networks: [{ bridge: 'br0', xml: "<coalesce><rx><frames max='7'/></rx></coalesce>" }] },
    });
  });

  const ofFunction = (managed: string) =>
    `<interface type='hostdev'${managed}><mac address='52:54:00:00:00:01'/><source><address type='pci' domain='0x0000' bus='0x03' slot='0x10' function='0x2'/></source><vlan><tag id='42'/></vlan></interface>`;

  test('a virtual function as a network card has, if libvirt takes it from the host', async () => {
    const { vms, codes } = await imported(domain(`<devices>${ofFunction(" managed='yes'")}</devices>`));
    expect(codes).not.toContain('import-kept-verbatim');
    expect(vms).toMatchObject({
      one: { networks: [{ hostdev: '0000:03:10.2', mac: '52:54:00:00:00:01', vlan: { tags: [42] } }] },
    });
  });

  test('one that somebody else has to take from the host has not', async () => {
    const { vms, codes } = await imported(domain(`<devices>${ofFunction('')}</devices>`));
    expect(codes).toContain('import-kept-verbatim');
    expect(vms).toMatchObject({ one: { xml: { devices: expect.stringContaining("type='hostdev'") } } });
  });

  const usb = (address: string) =>
    `<hostdev mode='subsystem' type='usb' managed='yes'><source><vendor id='0x10c4'/><product id='0xea60'/>${address}</source></hostdev>`;

  // libvirt 12.8 and newer.
  test('the port of a USB device has none; the number on its bus, which a running guest has, is left out', async () => {
    const byPort = usb("<address bus='3' port='1.4'/>");
    const [port, number] = await Promise.all([
      imported(domain(`<devices>${byPort}</devices>`)),
      imported(domain(`<devices>${usb("<address bus='3' device='7'/>")}</devices>`)),
    ]);
    expect(port.codes).toContain('import-kept-verbatim');
    expect(port.vms).toMatchObject({ one: { xml: { devices: byPort } } });
    expect(number.vms).toMatchObject({ one: { hostdevs: [{ usb: '10c4:ea60' }] } });
  });

  const onNetwork = (dev: string) =>
    `<disk type='network' device='disk'><driver name='qemu' type='raw'/><source protocol='nbd' name='a'><host name='h'/></source><target dev='${dev}' bus='virtio'/></disk>`;
  const inFile = (dev: string, bus = 'virtio', device = 'disk') =>
    `<disk type='file' device='${device}'><driver name='qemu' type='raw'/><source file='/srv/${dev}.img'/><target dev='${dev}' bus='${bus}'/></disk>`;
  const targets = (xml: string) => [...xml.matchAll(/<target dev='(\w+)'/g)].map(([, dev]) => dev);
  const disksOf = async (...disks: string[]) => {
    const { vms, codes } = await imported(domain(`<devices>${disks.join('')}</devices>`));
    const { disks: keyed = [], xml } = (
      vms as unknown as { one: { disks?: { path: string }[]; xml: { devices: string } } }
    ).one;
    return { codes: [...new Set(codes)], keyed: keyed.map(({ path }) => path), xml: targets(xml.devices) };
  };

  test.each([
    ['keeps the disks behind it behind it', [onNetwork('vda'), inFile('vdb')], [], ['vda', 'vdb']],
    ['whatever bus they are on', [onNetwork('vda'), inFile('sda', 'sata')], [], ['vda', 'sda']],
    ['whatever order they are written in', [inFile('vdb'), onNetwork('vda')], [], ['vda', 'vdb']],
    ['but not those before it', [inFile('vda'), onNetwork('vdb'), inFile('vdc')], ['/srv/vda.img'], ['vdb', 'vdc']],
    ['nor drives for CDs', [onNetwork('vda'), inFile('sda', 'sata', 'cdrom')], ['/srv/sda.img'], ['vda']],
    ['and keeps a name with a gap before it', [inFile('vda'), onNetwork('vdd')], ['/srv/vda.img'], ['vdd']],
  ])('a network disk %s', async (_, disks, keyed, xml) => {
    expect(await disksOf(...disks)).toEqual({ codes: ['import-kept-verbatim'], keyed, xml });
  });

  const file = (dev: string, bus: string, address = '') =>
    `<disk type='file' device='disk'><source file='/srv/${dev}.img'/><target dev='${dev}' bus='${bus}'/>${address}</disk>`;
  const changes = async (disks: string[], machine = 'q35') => {
    const { found } = await imported(domain(`<devices>${disks.join('')}</devices>`).replace('q35', machine));
    return found.flatMap(({ code, message }) => (code === 'import-changed' ? [message] : []));
  };

  test('a disk whose name leaves out a letter gets another name, which is reported for each', async () => {
    expect(await changes([file('vdc', 'virtio'), file('sdb', 'sata'), file('sdd', 'sata')])).toEqual([
      expect.stringMatching(/vdc.*becomes vda/),
      expect.stringMatching(/sdb.*becomes sda/),
      expect.stringMatching(/sdd.*becomes sdb/),
    ]);
    expect(await changes([file('hda', 'ide'), file('hdd', 'ide')], 'pc')).toEqual([
      expect.stringMatching(/hdd.*becomes hdb/),
    ]);
  });

  test('disks whose names leave out none keep them, in whatever order they are defined', async () => {
    expect(await changes([file('vdb', 'virtio'), file('sda', 'sata'), file('vda', 'virtio')])).toEqual([]);
  });

  describe('a drive with an address from libvirt', () => {
    const bridge = (inside: string) =>
      `<controller type='sata' index='0'><address type='pci' domain='0x0000' bus='0x00' slot='0x1f' function='0x2'/></controller>${inside}`;
    const drive = (unit: number) => `<address type='drive' controller='0' bus='0' target='0' unit='${unit}'/>`;

    test('gets another address with its new name, which is reported once per guest', async () => {
      const disks = [bridge(file('sdb', 'sata', drive(1))), file('sdd', 'sata', drive(3))];
      expect((await changes(disks)).filter((each) => each.includes('drive address'))).toEqual([
        expect.stringMatching(/sdb from 0:0:1 to 0:0:0, sdd from 0:0:3 to 0:0:1/),
      ]);
    });

    test('keeps its address with its name, and nothing is reported', async () => {
      expect(await changes([bridge(file('sda', 'sata', drive(0))), file('sdb', 'sata', drive(1))])).toEqual([]);
    });
  });

  test('a password is not imported', async () => {
    const { found, vms } = await imported(
      domain("<devices><graphics type='vnc' port='-1' passwd='s3cret'/></devices>"),
    );
    expect(found).toContainEqual(expect.objectContaining({ code: 'import-lost' }));
    expect(JSON.stringify([found, vms])).not.toContain('s3cret');
  });

  test.each([
    ['pc-q35-rhel9.2.0', undefined],
    ['pc-q35-jammy', undefined],
    ['pc-i440fx-rhel7.6.0', 'pc'],
  ])('the machine %s of a distribution is the plain one', async (name, machine) => {
    const { codes, vms } = await imported(domain('').replace("machine='q35'", `machine='${name}'`));
    expect(codes).toContain('import-changed');
    expect((vms as unknown as { one: { machine?: string } }).one.machine).toBe(machine);
  });

  test('firmware of another distribution is Alpine’s own', async () => {
    const loader = "<loader readonly='yes' secure='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.ms.fd</loader>";
    const { codes, vms } = await imported(domain('').replace('</os>', `${loader}</os>`));
    expect(codes).toContain('import-changed');
    expect(vms).toMatchObject({ one: { boot: { firmware: 'uefi', secure_boot: true } } });
  });

  test.each([
    ['/usr/share/OVMF/OVMF_CODE_4M.fd', true],
    ['/usr/share/edk2/x64/OVMF_CODE.4m.fd', true],
    ['/usr/share/edk2-ovmf/x64/OVMF_CODE.fd', true],
    ['/run/libvirt/nix-ovmf/OVMF_CODE.fd', true],
    ['/usr/share/qemu/ovmf-x86_64-code.bin', true],
    ['/usr/share/OVMF/OVMF_CODE.fd', false],
    ['/srv/firmware/OVMF_CODE.fd', false],
  ])('the loader %s is of another distribution: %s', async (loader, foreign) => {
    const { vms, found } = await imported(
      domain('').replace('</type>', `</type><loader readonly='yes' type='pflash'>${loader}</loader>`),
    );
    expect(found.some(({ message }) => message.includes('a file of another distribution'))).toBe(foreign);
    expect(vms).toMatchObject({ one: { boot: { firmware: 'uefi' } } });
    expect(JSON.stringify(vms).includes(loader)).toBe(!foreign);
  });

  const disk =
    "<disk type='file' device='disk'><source file='/mnt/vms/one/a.img'/><target dev='vda' bus='virtio'/></disk>";
  test.each([
    ['/usr/share/ovmf/x64/guest.fd', undefined],
    ['/var/db/system/vm/nvram/16_VARS.fd', undefined],
    ['/home/ana/macos/OVMF_VARS.fd', undefined],
    ['/var/lib/libvirt/qemu/nvram/one_VARS.fd', undefined],
    ['/var/lib/libvirt/qemu/nvram/other_VARS.fd', '/var/lib/libvirt/qemu/nvram/other_VARS.fd'],
    ['/mnt/vms/one/vars.fd', '/mnt/vms/one/vars.fd'],
  ])('the file of UEFI variables %s becomes %s, as nothing makes other folders', async (file, kept) => {
    const os = `</type><loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader><nvram>${file}</nvram>`;
    const { vms, found } = await imported(domain(`<devices>${disk}</devices>`).replace('</type>', os));
    expect(found).toContainEqual(
      expect.objectContaining({ code: 'import-lost', message: expect.stringContaining(file) }),
    );
    expect((vms as unknown as { one: { boot: { nvram?: string } } }).one.boot.nvram).toBe(kept);
  });
});

describe('names', () => {
  test.each([['yes'], ['1e3'], ['on'], ['null'], ['0x10'], ['123']])('%s stays a name', async (name) => {
    const cwd = folderWith({ 'guest.xml': domain('', name) });
    const { stdout } = await run(['import', 'guest.xml', '--as-profile'], { cwd });
    const profile = folderWith({ 'profile.yaml': stdout });
    expect(await run(['check', 'profile.yaml'], { cwd: profile })).toMatchObject({ status: 0 });
    expect(Object.keys((await imported(domain('', name))).vms ?? {})).toEqual([name]);
  });

  test('of blanks and other letters become plain ones, each of its own', async () => {
    const { vms, codes } = await imported(domain('', 'Windows 10 Büro') + domain('', 'Windows 10 B?ro'));
    expect(Object.keys(vms ?? {})).toEqual(['Windows-10-B-ro', 'Windows-10-B-ro-2']);
    expect(codes.filter((code) => code === 'import-changed')).toHaveLength(2);
  });

  test('of two definitions of one guest the last stays', async () => {
    const { vms, codes } = await imported(domain('<vcpu>1</vcpu>') + domain('<vcpu>4</vcpu>'));
    expect({ vms, codes }).toMatchObject({ vms: { one: { vcpus: 4 } }, codes: ['import-changed'] });
  });
});

test('a running guest is imported like one that is shut off', async () => {
  const { status, stdout, stderr } = await run(['import', 'docs/examples/guest.xml']);
  expect({ status, errors: stderr.includes('error:') }).toEqual({ status: 0, errors: false });
  expect(stdout).toBe(`vms:
  nas:
    uuid: 5a1d2e0c-6f0e-4f43-9a52-0d6f3c1b7e11
    vcpus: 2
    memory: 4096MiB
    os_variant: debian11
    boot: { firmware: uefi }
    disks:
      - path: /var/lib/libvirt/images/nas.qcow2
        xml: <iotune><total_iops_sec>2000</total_iops_sec></iotune>
    pcie_root_ports: 6
    networks: [{ bridge: br0, mac: 52:54:00:5e:1a:07 }]
    hostdevs: ["0000:03:00.0"]
    memballoon: none
`);
});

test('a dash reads standard input', async () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough().resume()];
  let printed = '';
  stdout.on('data', (chunk) => {
    printed += chunk;
  });
  stdin.end(domain(''));
  expect(await runProgram(['import', '-'], { stdin, stdout, stderr }, {}, folderWith())).toBe(0);
  expect(printed).toContain('  one:\n');
});
