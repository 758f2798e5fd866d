import { expect, test } from 'vitest';
import { lacksRemapping } from '../../src/machine/remapping.ts';
import { factsSchema } from '../../src/machine/schema.ts';

const inGroup = { address: '0000:05:00.0', class: '040000', iommu_group: 9 };
const inNone = { ...inGroup, iommu_group: null };

test.each([
  ['is a lack where the IOMMU works', 'intel', { enabled: true }, inGroup, true],
  ['is a lack where nothing is known about groups', 'intel', {}, inNone, true],
  [
    'is a lack after a boot without intel_iommu=on, which does not touch that',
    'intel',
    { enabled: false, off_by: 'options' },
    inNone,
    true,
  ],
  [
    'says nothing after a boot with amd_iommu=off, which stops both',
    'amd',
    { enabled: false, off_by: 'options' },
    inNone,
    false,
  ],
  [
    'says nothing where the firmware keeps the IOMMU off',
    'intel',
    { enabled: false, off_by: 'firmware' },
    inNone,
    false,
  ],
  ['says nothing where nobody can tell why the IOMMU is off', 'amd', { enabled: false, off_by: null }, inNone, false],
])('that interrupts are not remapped %s', (_, vendor, iommu, fn, lacking) => {
  const facts = (interrupt_remapping: boolean | null) =>
    factsSchema.parse({ schema: 1, cpu: { vendor }, iommu: { ...iommu, interrupt_remapping }, pci: [fn] });
  expect(lacksRemapping(facts(false))).toBe(lacking);
  expect(lacksRemapping(facts(true))).toBe(false);
  expect(lacksRemapping(facts(null))).toBe(false);
});
