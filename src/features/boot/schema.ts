import * as z from 'zod';
import { kernelOption, moduleName } from '../../profile/scalars.ts';

export const bootSchema = z
  .strictObject({
    loader: z
      .enum(['auto', 'extlinux', 'grub'])
      .default('auto')
      .describe(
        "Boot loader of the installed system: extlinux on BIOS, grub on UEFI; auto goes by the machine's firmware.",
      ),
    options: z
      .array(kernelOption)
      .default([])
      .describe('Kernel options, appended to what the installer writes, never in place of it.')
      .meta({ merge: 'append', examples: [['quiet']] }),
    modules: z
      .array(moduleName)
      .default([])
      .describe('Modules to load at boot (/etc/modules).')
      .meta({ merge: 'append', examples: [['tun']] }),
  })
  .prefault({})
  .describe('How the kernel is started.');
