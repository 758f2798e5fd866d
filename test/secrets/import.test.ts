import { describe, expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';
import { marker } from './planted.ts';

/** Everything that import says of a definition or a command, and what it writes. */
async function imported(text: string) {
  const cwd = folderWith({ guest: text });
  const all = [];
  for (const more of [[], ['--as-profile'], ['--format', 'json']])
    all.push(await run(['import', 'guest', ...more], { cwd }));
  return { text: all.map(({ stdout, stderr }) => stdout + stderr).join('\n'), status: all[0]!.status };
}

const domain = (devices: string, more = '', attributes = '') =>
  `<domain type='kvm'${attributes}><name>g</name><memory unit='KiB'>1048576</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>${devices}</devices>${more}</domain>\n`;
const qemu = " xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'";
const argument = (value: string) =>
  domain('', `<qemu:commandline><qemu:arg value='-x'/><qemu:arg value='${value}'/></qemu:commandline>`, qemu);

describe('a secret of a definition is neither shown nor carried over', () => {
  test.each([
    ['of a screen', domain(`<graphics type='vnc' port='-1' passwd='${marker}'/>`)],
    ['of a screen on lines of its own', domain(`<graphics type='spice'\n  passwd='${marker}'\n  bogus='1'/>`)],
    ['of a screen that has no keys', domain(`<graphics type='rdp' passwd='${marker}'/>`)],
    [
      'of a second definition',
      domain('') + domain(`<graphics type='vnc' passwd='${marker}'/>`).replace('<name>g', '<name>h'),
    ],
    [
      'of a login of a disk',
      domain(
        `<disk type='network'><source protocol='iscsi' name='x'><auth username='a' passwd='${marker}'/></source><target dev='vda'/></disk>`,
      ),
    ],
    [
      'as the text of a secret',
      domain(
        `<disk type='network'><source protocol='iscsi' name='x'><auth><secret type='iscsi'>${marker}</secret></auth></source><target dev='vda'/></disk>`,
      ),
    ],
    [
      'in an address',
      domain(
        `<disk type='network' device='cdrom'><source protocol='https' name='https://ana:${marker}@h/x'/><target dev='sda'/></disk>`,
      ),
    ],
    ['of spice on the command line', argument(`port=1,password=${marker}`)],
    ['of a secret on the command line', argument(`secret,id=s,data=${marker}`)],
    ['of iSCSI on the command line', argument(`iscsi://ana%${marker}@h/x`)],
    [
      'in a variable',
      domain('', `<qemu:commandline><qemu:env name='X_PASSWORD' value='${marker}'/></qemu:commandline>`, qemu),
    ],
    ['in a note', domain('', `<metadata><x:y xmlns:x='urn:x' password='${marker}'/></metadata>`)],
    ['in a description', domain('', `<description>login at https://ana:${marker}@h/x</description>`)],
    [
      'in the SMBIOS',
      domain(
        '',
        `<sysinfo type='smbios'><oemStrings><entry>io.systemd.credential:passwd.plaintext-password.root=${marker}</entry></oemStrings></sysinfo>`,
      ),
    ],
    ['in a definition that is cut off', domain(`<graphics type='vnc' passwd='${marker}'/>`).slice(0, -20)],
    ['in a document that is no guest', `<pool type='iscsi'><auth passwd='${marker}'/></pool>`],
    ['without quotes', domain(`<graphics passwd=${marker} type='vnc'/>`)],
  ])('%s', async (_, text) => {
    const { text: said } = await imported(text);
    expect(said).not.toContain(marker);
    expect(said).toMatch(/\[import-/);
  });
});

describe('a secret of a command is neither shown nor carried over', () => {
  const command = (more: string) => `virt-install --name g --memory 1024 --osinfo debian11 --import ${more}\n`;
  test.each([
    ['of a screen', command(`--graphics vnc,password=${marker}`)],
    ['of a screen of spice', command(`--graphics 'spice,passwd=${marker},bogus=1'`)],
    ['of a screen under its other name', command(`--vnc --graphics vnc,password="${marker}"`)],
    ['of a screen that has no keys', command(`--graphics rdp,password=${marker}`)],
    ['of QEMU', command(`--qemu-commandline='-spice password=${marker}'`)],
    ['of a secret of QEMU', command(`--qemu-commandline='-object secret,id=s,data=${marker}'`)],
    ['of a variable of QEMU', command(`--qemu-commandline='env=X_TOKEN=${marker}'`)],
    ['of an address', command(`--disk path=https://ana:${marker}@h/x.qcow2`)],
    [
      'of a tree',
      `virt-install --name g --memory 1024 --osinfo debian11 --disk size=1 --location https://ana:${marker}@h/x\n`,
    ],
    ['of a part of the definition', command(`--xml ./devices/graphics/@passwd=${marker}`)],
    ['of a description', command(`--metadata description='see https://ana:${marker}@h'`)],
    ['of a command that is not understood', command(`--graphics 'vnc,password=${marker}`)],
    ['of an option that there is not', command(`--no-such-option password=${marker}`)],
  ])('%s', async (_, text) => {
    const { text: said } = await imported(text);
    expect(said).not.toContain(marker);
    expect(said).toMatch(/\[import-/);
  });
});
