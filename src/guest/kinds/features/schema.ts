import * as z from 'zod';
import { plainText, size } from '#src/profile/scalars.ts';

const state = z.boolean().optional();

const hyperv = z.strictObject({
  mode: z.enum(['custom', 'passthrough']).optional(),
  relaxed: state.describe('Relaxed timing.'),
  vapic: state.describe('Virtual interrupt controller.'),
  spinlocks: z
    .union([z.literal(false), z.int().min(4095, 'a number of tries\nWrite 4095 or more.')])
    .optional()
    .describe('Number of retries before a waiting CPU is yielded, such as 8191.')
    .meta({ examples: [8191] }),
  vpindex: state,
  runtime: state,
  synic: state.describe('Synthetic interrupt controller; needs vpindex.'),
  stimer: z
    .union([z.boolean(), z.strictObject({ direct: z.boolean() })])
    .optional()
    .describe('Synthetic timers; need vpindex and synic.'),
  reset: state,
  vendor_id: plainText
    .min(1, 'a vendor id\nWrite 1 to 12 characters.')
    .max(12, 'a vendor id\nWrite at most 12 characters.')
    .regex(/^[^,]*$/, 'a vendor id\nRemove the comma.')
    .optional()
    .describe('Hypervisor vendor that the guest sees.')
    .meta({ examples: ['GenuineIntel'] }),
  frequencies: state,
  reenlightenment: state,
  tlbflush: state,
  ipi: state,
  evmcs: state,
  avic: state,
});

export const featuresSchema = z
  .strictObject({
    acpi: z.boolean().default(true),
    apic: z
      .union([z.boolean(), z.strictObject({ eoi: z.boolean() })])
      .default(true)
      .describe('Interrupt controllers.'),
    pae: z.boolean().default(false),
    pmu: state.describe('Performance counters.'),
    smm: z
      .union([z.boolean(), z.strictObject({ tseg: size })])
      .optional()
      .describe('System management mode, which Secure Boot needs.'),
    vmport: state.describe('VMware I/O port; off by default with spice.'),
    vmcoreinfo: state,
    pvspinlock: state,
    ioapic: z.enum(['kvm', 'qemu']).optional().describe('What emulates the I/O interrupt controller.'),
    kvm: z
      .strictObject({ hidden: state, hint_dedicated: state, poll_control: state })
      .optional()
      .describe('KVM settings; hidden: the guest does not see that it runs on KVM.')
      .meta({ examples: [{ hidden: true }] }),
    hyperv: z
      .union([z.literal('none'), hyperv])
      .optional()
      .describe('Hyper-V features for Windows guests; relaxed, vapic and spinlocks by default for Windows.')
      .meta({ examples: [{ relaxed: true, vapic: true, spinlocks: 8191, vendor_id: 'GenuineIntel' }] }),
    msrs: z
      .enum(['fault', 'ignore'])
      .optional()
      .describe('What happens when the guest accesses an unknown model-specific register.'),
  })
  .prefault({})
  .describe('Features of the hypervisor.');
