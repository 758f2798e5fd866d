import { describe, expect, test } from 'vitest';
import { releases } from '#src/target/releases.ts';
import { hasAtLeast } from '#src/target/versions.ts';
import { faultsBySchema, golden, privateLibvirt, program } from '../support/libvirt.ts';
import { definitions, targetFiles } from '../support/target.ts';
import { describeWith } from '../support/tools.ts';

const device = '{ usb: "10c4:ea60", replug: true, startup_policy: optional }';
const port = "<address bus='3' port='1.4'/>";

/** The definition of a guest, with the port behind vendor and product of its USB device, or instead of them. */
async function definitionWith(keepsIds: boolean): Promise<string> {
  const files = await targetFiles(
    `${golden('host.yaml')}vms: { home: { type: qemu, memory: 1GiB, hostdevs: [${device}] } }\n`,
  );
  const definition = definitions(files, 'domains').home!;
  const ids = /( *)<vendor id='0x10c4'\/>\n *<product id='0xea60'\/>/;
  expect(definition).toMatch(ids);
  return definition.replace(ids, keepsIds ? `$&\n$1${port}` : `$1${port}`);
}

test('no release has a libvirt that takes the port of a USB device, which replug by port is refused for', () => {
  expect(releases.filter((release) => hasAtLeast(release, 'libvirt', '12.8') !== false)).toEqual([]);
});

describeWith(['libvirtd', 'virsh', 'xmllint'], 'a USB device by its port', () => {
  const libvirt = privateLibvirt();
  /** Each version of libvirt has to keep what holds for it. */
  const takesPorts = () => {
    const [major = 0, minor = 0] = program('virsh', ['--version']).output.split('.').map(Number);
    return major > 12 || (major === 12 && minor >= 8);
  };

  describe.each([
    ['with vendor and product', true],
    ['alone', false],
  ])('%s', (_, keepsIds) => {
    test('is accepted by libvirt 12.8 and newer, which keep the port, and refused by older ones', async () => {
      const file = libvirt.write('by-port.xml', await definitionWith(keepsIds));
      const [fault] = faultsBySchema('domain', [file]);
      const defined = libvirt.virsh('define', file);
      if (!takesPorts()) {
        expect(fault).not.toBe('');
        expect(defined).toEqual({ status: 1, output: expect.stringContaining("Missing required attribute 'device'") });
        return;
      }
      expect({ fault, defined }).toEqual({ fault: '', defined: { status: 0, output: '' } });
      const kept = libvirt.virsh('dumpxml', '--inactive', 'home').output;
      expect(kept).toContain(port);
      expect(kept.includes("<vendor id='0x10c4'/>")).toBe(keepsIds);
      libvirt.virsh('undefine', '--nvram', 'home');
    });

    test('is looked up by libvirt when the guest starts, so that a new plug needs a new entry', async () => {
      const file = libvirt.write('by-port.xml', await definitionWith(keepsIds));
      const { status, output } = libvirt.virsh('domxml-to-native', 'qemu-argv', '--xml', file);
      expect(status).toBe(takesPorts() ? 0 : 1);
      // QEMU would follow the port itself (hostport); it gets a number, which is 0 before the start.
      expect(/"driver":"usb-host","hostdevice":"[^"]*\/003\/000"/.test(output)).toBe(takesPorts());
      expect(output).not.toContain('hostport');
    });
  });
});
