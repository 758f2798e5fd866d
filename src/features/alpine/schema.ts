import * as z from 'zod';
import { targetPath, webAddress } from '../../profile/scalars.ts';
import { releases, usualRelease } from '../../target/releases.ts';

export const alpineSchema = z
  .strictObject({
    release: z
      .enum(releases)
      .describe('Alpine release, in quotes. It must be that of the medium the machine boots from.')
      .meta({ examples: [usualRelease] }),
    arch: z.enum(['x86_64']).default('x86_64').describe('Processor architecture.'),
    kernel: z
      .enum(['lts', 'virt'])
      .default('lts')
      .describe('Kernel flavor to install. Only lts has VFIO; virt is for a host that is itself a virtual machine.'),
    mirror: webAddress
      .default('https://dl-cdn.alpinelinux.org/alpine')
      .describe('Address of the mirror, without the release folder.'),
    repositories: z
      .array(z.union([z.enum(['main', 'community']), webAddress, targetPath]))
      .min(1, 'a list with at least one repository\nName main.')
      .default(['main', 'community'])
      .describe(
        'Repositories of the release, complete addresses, or folders on the target such as /media/cdrom/apks. libvirt and QEMU are in community.',
      ),
  })
  .describe('The Alpine Linux release and its repositories.')
  .meta({ examples: [{ release: usualRelease }] });
