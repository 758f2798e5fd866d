import * as z from 'zod';
import { guestName } from '../../profile/scalars.ts';
import { networkSchema } from './networks/schema.ts';
import { poolSchema } from './pools/schema.ts';

export const libvirtSchema = z
  .strictObject({
    pools: z
      .record(guestName, poolSchema)
      .default({})
      .describe('Storage pools.')
      .meta({ examples: [{ default: { type: 'dir', path: '/var/lib/libvirt/images' } }] }),
    networks: z
      .record(guestName, networkSchema)
      .default({})
      .describe('Virtual networks.')
      .meta({ examples: [{ default: { forward: 'nat', address: '192.168.122.1/24' } }] }),
  })
  .optional()
  .describe('libvirt with QEMU: enabled by this section, or by vms.');
