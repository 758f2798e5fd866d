import * as z from 'zod';
import { plainText, size } from '#src/profile/scalars.ts';

const state = z.boolean().optional();

const hyperv = z.strictObject({
  mode: z
    .enum(['custom', 'passthrough'])
    .optional()
    .describe('custom: the features named here; passthrough: all that the host supports.'),
  relaxed: state.describe('Relaxed timing.'),
  vapic: state.describe('Virtual interrupt controller.'),
  spinlocks: z
    .union([z.literal(false), z.int().min(4095, 'a number of tries\nWrite 4095 or more.')])
    .optional()
    .describe('Number of retries before a waiting CPU is yielded, such as 8191.')
    .meta({ examples: [8191] }),
  vpindex: state.describe('Virtual processor index.'),
  runtime: state.describe('Processor time that guest code has used.'),
  synic: state.describe('Synthetic interrupt controller; needs vpindex.'),
  stimer: z
    .union([
      z.boolean(),
      z.strictObject({ direct: z.boolean().describe('Whether timers interrupt the guest directly.') }),
    ])
    .optional()
    .describe('Synthetic timers; need vpindex and synic.'),
  reset: state.describe('Reset by the hypervisor.'),
  vendor_id: plainText
    .min(1, 'a vendor id\nWrite 1 to 12 characters.')
    .max(12, 'a vendor id\nWrite at most 12 characters.')
    .regex(/^[^,]*$/, 'a vendor id\nRemove the comma.')
    .optional()
    .describe('Hypervisor vendor that the guest sees.')
    .meta({ examples: ['GenuineIntel'] }),
  frequencies: state.describe('Registers with the frequencies of the processor.'),
  reenlightenment: state.describe('Notification when the guest moves to another host.'),
  tlbflush: state.describe('Flushing address caches of other CPUs by the hypervisor.'),
  ipi: state.describe('Interrupts between CPUs by the hypervisor.'),
  evmcs: state.describe('Enlightened VMCS, for Hyper-V inside the guest; Intel only.'),
  avic: state.describe('Use of the hardware interrupt controller (AVIC, APICv) with Hyper-V features.'),
});

export const featuresSchema = z
  .strictObject({
    acpi: z.boolean().default(true).describe('ACPI, by which a guest is shut down among other things.'),
    apic: z
      .union([
        z.boolean(),
        z.strictObject({
          eoi: z.boolean().describe('Whether the end of an interrupt is signalled without an exit from the guest.'),
        }),
      ])
      .default(true)
      .describe('Interrupt controllers.'),
    pae: z.boolean().default(false).describe('Physical address extension, for 32-bit guests.'),
    pmu: state.describe('Performance counters.'),
    smm: z
      .union([
        z.boolean(),
        z.strictObject({
          tseg: size
            .describe('Memory for it; more is needed for many CPUs or much memory.')
            .meta({ examples: ['48MiB'] }),
        }),
      ])
      .optional()
      .describe('System management mode, which Secure Boot needs.'),
    vmport: state.describe('VMware I/O port; off by default with spice.'),
    vmcoreinfo: state.describe('Whether the guest can tell QEMU where the details for a memory dump are.'),
    pvspinlock: state.describe('Paravirtual spinlocks.'),
    ioapic: z.enum(['kvm', 'qemu']).optional().describe('What emulates the I/O interrupt controller.'),
    kvm: z
      .strictObject({
        hidden: state.describe('Hides from the guest that it runs on KVM.'),
        hint_dedicated: state.describe('Says that its CPUs are pinned, so that it can spin instead of sleeping.'),
        poll_control: state.describe('Whether a CPU of the guest polls for a while before it halts.'),
      })
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
