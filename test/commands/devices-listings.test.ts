import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, run } from '../support/run.ts';

const names = path.resolve('test/support/names');
const devices = (argv: string[], { cwd }: { cwd: string }) =>
  run(['devices', ...argv], { cwd, env: { MKAPKOVL_NAMES: names } });

/** Codes in the order in which they were reported. */
const codesIn = (text: string) => [...text.matchAll(/\[([a-z-]+)\]$/gm)].map(([, code]) => code);

describe('what is said of a pasted listing', () => {
  const lpc = '00:1f.0 ISA bridge [0601]: A [8086:3a18]';

  test("the processor's own parts take one line, without remarks; accelerators are shown", async () => {
    const own = (at: number) => `ff:0c.${at} System peripheral [0880]: Intel Corporation Unicast Register [8086:3ce8]`;
    const lines = [...[0, 1, 2].map((at) => `IOMMU Group 30 ${own(at)}`), `IOMMU Group 4 ${lpc}`];
    const idxd = 'IOMMU Group 31 e7:01.0 System peripheral [0880]: Intel Data Streaming Accelerator [8086:0b25]';
    const cwd = folderWith({ 'a.txt': `${lines.join('\n')}\n${idxd}\n` });
    const { stdout } = await devices(['a.txt'], { cwd });
    expect(stdout).not.toContain('ff:0c');
    expect(stdout).toContain('IOMMU group 30: 3 parts of the processor or the board');
    expect(stdout).toContain('IOMMU group 31: alone\n  e7:01.0');
  });

  test.each([
    ['the command line', 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 pcie_acs_override=downstream,multifunction'],
    ['the patch itself', '[    0.000000] Warning: PCIe ACS overrides enabled; This may allow non-IOMMU protected DMA'],
  ])('groups that were taken apart by a patch are told to be: by %s', async (_, said) => {
    const cwd = folderWith({ 'a.txt': `IOMMU Group 4 ${lpc}\n`, 'b.txt': `${said}\nIOMMU Group 4 ${lpc}\n` });
    expect(codesIn((await devices(['a.txt'], { cwd })).stderr)).toEqual([]);
    expect(codesIn((await devices(['b.txt'], { cwd })).stderr)).toEqual(['listing-acs-override']);
  });

  test('a device that the kernel gives to no guest is reported once', async () => {
    const said =
      'vfio-pci 0000:04:00.0: Device is ineligible for IOMMU domain attach due to platform RMRR requirement.  Contact your platform vendor.\n';
    const hba = 'IOMMU Group 2 04:00.0 Serial Attached SCSI controller [0107]: LSI SAS2008 [1000:0072]';
    const cwd = folderWith({ 'a.txt': `[  120.1] ${said}[  125.7] ${said}IOMMU Group 4 ${lpc}\n${hba}\n` });
    const { stderr } = await devices(['a.txt'], { cwd });
    expect(codesIn(stderr)).toEqual(['listing-device-reserved']);
    expect(stderr).toContain('a.txt:1:1: warning: 0000:04:00.0 cannot be passed through: ');
  });

  test('of what only the log of the kernel names, the kind is not known', async () => {
    const cwd = folderWith({ 'a.txt': '[    0.472565] pci 0000:00:01.0: Adding to iommu group 7\n' });
    expect((await devices(['a.txt'], { cwd })).stdout).toContain('IOMMU group 7: alone\n  00:01.0  unknown device');
  });

  test('that somebody was advised to take groups apart is no sign of it', async () => {
    const cwd = folderWith({ 'a.txt': `You could try pcie_acs_override=downstream.\nIOMMU Group 4 ${lpc}\n` });
    expect(codesIn((await devices(['a.txt'], { cwd })).stderr)).toEqual([]);
  });

  test.each([
    ['8086:29c0', '1af4:1050', 'This is a virtual machine: give it an emulated IOMMU'],
    ['8086:3ec2', '8086:3e92', 'enable VT-d in the firmware setup and boot with intel_iommu=on iommu=pt'],
    ['1022:1480', '1002:15dd', 'enable AMD-Vi (IOMMU) in the firmware setup and boot with iommu=pt'],
  ])('what helps without groups, with the host bridge %s', async (bridge, display, remedy) => {
    const text = `00:00.0 Host bridge [0600]: A [${bridge}]\n00:02.0 VGA compatible controller [0300]: B [${display}]\n${lpc}\n`;
    const { stderr } = await devices(['a.txt'], { cwd: folderWith({ 'a.txt': text }) });
    expect(stderr.replace(/\s+/g, ' ')).toContain(remedy);
  });

  test('of a machine that is no PC, no option of Intel or AMD is recommended, and it is no part of one', async () => {
    const text =
      '0003:00:00.0 PCI bridge [0604]: Ampere Altra Root Port [1def:e101]\n0003:01:00.0 Ethernet controller [0200]: A [15b3:1015]\n';
    const { stderr } = await devices(['a.txt'], { cwd: folderWith({ 'a.txt': text }) });
    expect(codesIn(stderr)).toEqual(['no-iommu-groups']);
    expect(stderr).not.toMatch(/intel_iommu|iommu=pt|VT-d/);
  });

  test('of many lines that cannot be read alike, the third says how many more there are', async () => {
    const broken = [1, 2, 3, 4, 5].map((at) => `  00:1${at}.9 USB controller\n`).join('');
    const cwd = folderWith({ 'a.txt': `${lpc}\n${broken}` });
    const { stderr } = await devices(['a.txt'], { cwd });
    expect(codesIn(stderr).filter((code) => code === 'listing-line-unreadable')).toHaveLength(3);
    expect(stderr).toContain(
      'a.txt:4:3: warning: this line was ignored: it begins like the line of a device, but the rest has no known format',
    );
    expect(stderr).toContain(' (and 2 more like it) [listing-line-unreadable]');
  });
});

test.each([[], ['--pick', '0000:00:1a.0'], ['--usb']])(
  'facts without a PCI device are refused %j',
  async (...words) => {
    const lsblk = '{"blockdevices": [null, 1, {"name": "sda", "type": "disk", "serial": "S1", "children": [null]}]}\n';
    const cwd = folderWith({ 'disks.json': lsblk });
    const { status, stdout, stderr } = await run(['devices', 'disks.json', ...words], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('[devices-no-pci]');
  },
);
