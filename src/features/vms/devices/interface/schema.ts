import * as z from 'zod';
import { guestName, interfaceName, macAddress } from '../../../../profile/scalars.ts';

export const interfaceSchema = z.strictObject({
  bridge: interfaceName.optional().describe('A bridge of the host.'),
  network: guestName.optional().describe('Or a virtual network.'),
  mac: macAddress.optional().describe('Derived from host, guest and position by default.'),
  model: z.enum(['virtio', 'e1000e', 'e1000', 'rtl8139']).default('virtio').describe('Card that the guest sees.'),
});
