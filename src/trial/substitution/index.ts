import { devices } from './devices.ts';
import { disk } from './disk.ts';
import { encryption } from './encryption.ts';
import { firmware } from './firmware.ts';
import { guestDisks } from './guest-disks.ts';
import { guests } from './guests.ts';
import { kernel } from './kernel.ts';
import { libvirt } from './libvirt.ts';
import { mode } from './mode.ts';
import { mounts } from './mounts.ts';
import { network } from './network.ts';
import { pools } from './pools.ts';
import { repositories } from './repositories.ts';
import { secrets } from './secrets.ts';
import type { Situation, Substitute } from './substitute.ts';
import { tuning } from './tuning.ts';

/** Removals: the virtual machine is planned for what remains. */
export const leavingOut: readonly Substitute<Pick<Situation, 'install' | 'offline'>>[] = [mode, libvirt, encryption];

/** Replacements, in order. */
export const kinds: readonly Substitute[] = [
  ...[secrets, repositories, kernel, firmware, tuning, disk, mounts, network],
  ...[pools, guestDisks, guests, devices],
];
