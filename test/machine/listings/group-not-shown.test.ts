import { expect, test } from 'vitest';
import { folderWith, run } from '../../support/run.ts';

/** One function with its group, by lspci -v, in a listing that has no groups. */
const listing = `00:00.0 Host bridge [0600]: Intel Corporation Device [8086:4522]
00:02.0 VGA compatible controller [0300]: Intel Corporation Device [8086:4555]
00:17.0 SATA controller [0106]: Intel Corporation Device [8086:4b60]
00:1d.1 Ethernet controller [0200]: Intel Corporation Device [8086:4ba1]
	Flags: bus master, fast devsel, latency 0, IRQ 16, IOMMU group 11
00:1f.0 ISA bridge [0601]: Intel Corporation Device [8086:4b00]
`;

test('a group that a listing does not show is not said to be none', async () => {
  const cwd = folderWith({ 'machine.txt': listing });
  const tree = await run(['devices', 'machine.txt'], { cwd });
  expect(tree.stdout).toContain('00:02.0 (group not shown)');
  expect(tree.stdout).not.toContain('(no group)');
  const picked = await run(['devices', 'machine.txt', '--pick', '00:17.0'], { cwd });
  expect(picked.status).toBe(1);
  expect(picked.stderr).toContain('the listing does not show the IOMMU group of 0000:00:17.0');
  expect(picked.stderr).not.toContain('in no IOMMU group');
});
