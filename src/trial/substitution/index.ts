import { devices } from './devices.ts';
import { kernel } from './kernel.ts';
import { libvirt } from './libvirt.ts';
import { mode } from './mode.ts';
import { repositories } from './repositories.ts';
import { secrets } from './secrets.ts';
import type { Situation, Substitute } from './substitute.ts';

/** What a trial leaves out; the virtual machine is planned for what remains. */
export const leavingOut: readonly Substitute<Pick<Situation, 'install' | 'offline'>>[] = [mode, libvirt];

/** What is put in another thing's place, in the order in which it is done. */
export const kinds: readonly Substitute[] = [secrets, repositories, kernel, devices];
