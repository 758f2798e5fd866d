import * as z from 'zod';
import { plainText, targetPath } from '#src/profile/scalars.ts';

export const bootSchema = z
  .strictObject({
    firmware: z
      .enum(['bios', 'uefi'])
      .optional()
      .describe('Firmware of the guest: bios, unless its system needs uefi.'),
    secure_boot: z
      .union([
        z.boolean(),
        z.strictObject({
          enabled: z.boolean().default(true),
          enrolled_keys: z.boolean().optional().describe("Whether the vendors' keys are in it from the start."),
        }),
      ])
      .optional()
      .describe('With uefi: whether only signed systems start.')
      .meta({ examples: [true] }),
    loader: z
      .union([
        targetPath,
        z.strictObject({
          path: targetPath.describe('The file.'),
          readonly: z.boolean().optional(),
          type: z.enum(['pflash', 'rom']).optional(),
          secure: z.boolean().optional(),
        }),
      ])
      .optional()
      .describe('File of the firmware, in place of the one that libvirt finds.')
      .meta({ examples: ['/usr/share/OVMF/OVMF_CODE.fd'] }),
    nvram: z
      .union([
        targetPath,
        z.strictObject({
          path: targetPath.optional().describe("The guest's own variables; libvirt's place by default."),
          template: targetPath.optional().describe('What they are made from.'),
        }),
      ])
      .optional()
      .describe("File of the firmware's variables.")
      .meta({ examples: [{ template: '/usr/share/OVMF/OVMF_VARS.fd' }] }),
    order: z
      .array(z.enum(['hd', 'cdrom', 'network', 'fd']))
      .min(1, 'a list of one device or more\nLeave order out to boot from the first disk.')
      .refine((order) => new Set(order).size === order.length, 'each device once\nTake out the second of the same.')
      .optional()
      .describe('What it tries to boot from, first to last; hd by default, unless a device has a boot_order.')
      .meta({ examples: [['cdrom', 'hd']] }),
    menu: z
      .union([
        z.boolean(),
        z.strictObject({
          enable: z.boolean().default(true),
          timeout: z
            .int()
            .min(0, 'a number of milliseconds\nWrite 0 or more.')
            .max(65535, 'less\nWrite at most 65535.'),
        }),
      ])
      .optional()
      .describe('Whether the firmware asks what to boot from; timeout in milliseconds.')
      .meta({ examples: [{ timeout: 3000 }] }),
    useserial: z.boolean().optional().describe('Whether the BIOS talks on the serial port.'),
    reboot_timeout: z.int().min(-1).max(32767).optional().describe('Milliseconds until a failed boot is tried again.'),
    kernel: targetPath.optional().describe('Kernel on the host, booted directly.'),
    initrd: targetPath.optional().describe('With kernel: its initramfs.'),
    kernel_args: plainText
      .optional()
      .describe('With kernel: its options.')
      .meta({ examples: ['console=ttyS0'] }),
  })
  .prefault({})
  .describe('How the guest boots.');
