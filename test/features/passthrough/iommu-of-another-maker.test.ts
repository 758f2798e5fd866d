import { expect, test } from 'vitest';
import { told } from '../../support/reported.ts';

const card = { address: '0000:05:00.0', id: '10ec:8168', class: '020000', iommu_group: 5 };
const bridge = (id: string) => ({ address: '0000:00:00.0', id, class: '060000', iommu_group: 0 });

/** What is reported at the key, on a machine with this host bridge and, if it is known, processor. */
async function atKey(iommu: string, id: string, vendor: string | null = null, more = ''): Promise<string[]> {
  const keys = `facts: facts.json\npassthrough: { iommu: ${iommu}, devices: ["0000:05:00.0"] }\n${more}`;
  const findings = await told(keys, { cpu: { vendor }, pci: [bridge(id), card] });
  return findings.flatMap(({ code, path }) => (path === '/passthrough/iommu' ? [code] : []));
}

test('the IOMMU of AMD on a machine of Intel is refused, by the processor or else the host bridge', async () => {
  expect(await atKey('amd', '1022:1480', 'intel')).toEqual(['iommu-of-another-maker']);
  expect(await atKey('amd', '8086:3e30')).toEqual(['iommu-of-another-maker']);
});

test("the IOMMU of Intel on a machine of AMD works, because AMD's needs no option", async () => {
  expect(await atKey('intel', '1022:1480', 'amd')).toEqual([]);
});

test('what fits, is automatic, or is not known is not reported', async () => {
  expect(await atKey('amd', '1022:1480', 'amd')).toEqual([]);
  expect(await atKey('intel', '8086:3e30', 'intel')).toEqual([]);
  expect(await atKey('auto', '8086:3e30', 'intel')).toEqual([]);
  expect(await atKey('amd', '1d94:1450')).toEqual([]);
});

test('a virtual machine has the IOMMU that was chosen for it', async () => {
  expect(await atKey('amd', '8086:29c0', 'intel')).not.toEqual([]);
  const emulated = { ...bridge('8086:29c0'), subsystem: '1af4:1100' };
  const keys = 'facts: facts.json\npassthrough: { iommu: amd, devices: ["0000:05:00.0"] }\n';
  const findings = await told(keys, { cpu: { vendor: 'intel' }, pci: [emulated, card] });
  expect(findings.map(({ path }) => path)).not.toContain('/passthrough/iommu');
});

test('the option of Intel among the kernel options turns the IOMMU on all the same', async () => {
  expect(await atKey('amd', '8086:3e30', 'intel', 'boot: { options: [intel_iommu=on] }\n')).toEqual([]);
});
