import * as accessCheck from './access/check.ts';
import * as access from './access/contribute.ts';
import * as agent from './agent/contribute.ts';
import * as alpine from './alpine/contribute.ts';
import * as bootCheck from './boot/check.ts';
import * as boot from './boot/contribute.ts';
import * as factsCheck from './facts/check.ts';
import * as facts from './facts/contribute.ts';
import type { Feature } from './feature.ts';
import * as installCheck from './install/check.ts';
import * as install from './install/contribute.ts';
import * as libvirtCheck from './libvirt/check.ts';
import * as libvirt from './libvirt/contribute.ts';
import * as networkCheck from './network/check.ts';
import * as network from './network/contribute.ts';
import * as packages from './packages/contribute.ts';
import * as passthroughCheck from './passthrough/check.ts';
import * as passthrough from './passthrough/contribute.ts';
import * as servicesCheck from './services/check.ts';
import * as services from './services/contribute.ts';
import * as storageCheck from './storage/check.ts';
import * as storage from './storage/contribute.ts';
import * as systemCheck from './system/check.ts';
import * as system from './system/contribute.ts';
import * as tuningCheck from './tuning/check.ts';
import * as tuning from './tuning/contribute.ts';
import * as vmsCheck from './vms/check.ts';
import * as vms from './vms/contribute.ts';

/** Every feature; kernel options come in this order. (files and overlays bring users' own files: tree/user-files.ts.) */
export const features: readonly Feature[] = [
  { name: 'facts', ...facts, ...factsCheck },
  { name: 'system', ...system, ...systemCheck },
  { name: 'alpine', ...alpine },
  { name: 'boot', ...boot, ...bootCheck },
  { name: 'tuning', ...tuning, ...tuningCheck },
  { name: 'passthrough', ...passthrough, ...passthroughCheck },
  { name: 'packages', ...packages },
  { name: 'services', ...services, ...servicesCheck },
  { name: 'access', ...access, ...accessCheck },
  { name: 'network', ...network, ...networkCheck },
  { name: 'storage', ...storage, ...storageCheck },
  { name: 'install', ...install, ...installCheck },
  { name: 'libvirt', ...libvirt, ...libvirtCheck },
  { name: 'agent', ...agent },
  { name: 'vms', ...vms, ...vmsCheck },
];
