import * as z from 'zod';
import { guestFile, plainText } from '#src/profile/scalars.ts';

export const bootSchema = z
  .strictObject({
    firmware: z
      .enum(['bios', 'uefi'])
      .optional()
      .describe('Firmware of the guest: bios by default, unless its operating system needs uefi.'),
    secure_boot: z
      .union([
        z.boolean(),
        z.strictObject({
          enabled: z.boolean().default(true).describe('Whether only signed operating systems boot.'),
          enrolled_keys: z.boolean().optional().describe('Whether the firmware has the keys of the vendors enrolled.'),
        }),
      ])
      .optional()
      .describe('With uefi: whether only signed operating systems boot (Secure Boot).')
      .meta({ examples: [true] }),
    loader: z
      .union([
        guestFile,
        z.strictObject({
          path: guestFile.describe('The file.'),
          readonly: z.boolean().optional().describe('Whether the file is never written.'),
          type: z.enum(['pflash', 'rom']).optional().describe('pflash for UEFI, rom for a BIOS.'),
          secure: z.boolean().optional().describe('Whether it is made for Secure Boot.'),
        }),
      ])
      .optional()
      .describe('Firmware file, instead of the one that libvirt selects.')
      .meta({ examples: ['/usr/share/OVMF/OVMF_CODE.fd'] }),
    nvram: z
      .union([
        guestFile,
        z.strictObject({
          path: guestFile.optional().describe('File with the variables of this guest; chosen by libvirt by default.'),
          template: guestFile.optional().describe('Template that the file is created from.'),
        }),
      ])
      .optional()
      .describe('File with the firmware variables.')
      .meta({ examples: [{ template: '/usr/share/OVMF/OVMF_VARS.fd' }] }),
    order: z
      .array(z.enum(['hd', 'cdrom', 'network', 'fd']))
      .min(1, 'a list of one device or more\nRemove order to boot from the first disk.')
      .refine((order) => new Set(order).size === order.length, 'each device once\nRemove the duplicate.')
      .optional()
      .describe('Devices to boot from, in order; hd by default, unless a device has a boot_order.')
      .meta({ examples: [['cdrom', 'hd']] }),
    menu: z
      .union([
        z.boolean(),
        z.strictObject({
          enable: z.boolean().default(true).describe('Whether there is a menu.'),
          timeout: z
            .int()
            .min(0, 'a number of milliseconds\nWrite 0 or more.')
            .max(65535, 'less\nWrite at most 65535.')
            .describe('How long the menu waits, in milliseconds.')
            .meta({ examples: [3000] }),
        }),
      ])
      .optional()
      .describe('Whether the firmware shows a boot menu; timeout in milliseconds.')
      .meta({ examples: [{ timeout: 3000 }] }),
    useserial: z.boolean().optional().describe('Whether the BIOS uses the serial port.'),
    reboot_timeout: z
      .int()
      .min(-1)
      .max(32767)
      .optional()
      .describe('Milliseconds until a failed boot is retried.')
      .meta({ examples: [5000] }),
    kernel: guestFile.optional().describe('Kernel on the host, booted directly.'),
    initrd: guestFile.optional().describe('With kernel: its initramfs.'),
    kernel_args: plainText
      .optional()
      .describe('With kernel: its options.')
      .meta({ examples: ['console=ttyS0'] }),
  })
  .prefault({})
  .describe('How the guest boots.');
