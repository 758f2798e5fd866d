import * as z from 'zod';
import { kernelOption, moduleName } from '../../profile/scalars.ts';

export const bootSchema = z
  .strictObject({
    loader: z
      .enum(['auto', 'extlinux', 'grub'])
      .default('auto')
      .describe(
        'Boot loader of the installed system: extlinux on BIOS, grub on UEFI; auto follows the firmware of the machine.',
      ),
    options: z
      .array(kernelOption)
      .default([])
      .describe('Kernel options, added to those that the installer writes.')
      .meta({ merge: 'append', examples: [['quiet']] }),
    modules: z
      .array(moduleName)
      .default([])
      .describe('Modules to load at boot (/etc/modules).')
      .meta({ merge: 'append', examples: [['tun']] }),
  })
  .prefault({})
  .describe('Boot loader, kernel options and modules.');
