import type { Host } from '../../host/host.ts';

type Device = Host['passthrough']['devices'][number];

/** Whether the host has a device while no guest uses it. */
export const isOnLoan = (device: Device) =>
  typeof device === 'object' && 'on_loan' in device && device.on_loan === true;
