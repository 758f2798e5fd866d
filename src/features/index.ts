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
import * as lock from './lock/contribute.ts';
import * as matchCheck from './match/check.ts';
import * as match from './match/contribute.ts';
import * as networkCheck from './network/check.ts';
import * as network from './network/contribute.ts';
import * as packagesCheck from './packages/check.ts';
import * as packages from './packages/contribute.ts';
import * as passthroughCheck from './passthrough/check.ts';
import * as passthrough from './passthrough/contribute.ts';
import * as services from './services/contribute.ts';
import * as signingCheck from './signing/check.ts';
import * as signing from './signing/contribute.ts';
import * as storageCheck from './storage/check.ts';
import * as storage from './storage/contribute.ts';
import * as summary from './summary/contribute.ts';
import * as systemCheck from './system/check.ts';
import * as system from './system/contribute.ts';
import * as tuningCheck from './tuning/check.ts';
import * as tuning from './tuning/contribute.ts';
import * as vmsCheck from './vms/check.ts';
import * as vms from './vms/contribute.ts';

/**
 * Every feature; kernel options follow this order. (tree/user-files.ts handles users' own files: files and overlays.)
 */
export const features: readonly Feature[] = [
  { name: 'facts', contribute: facts.contribute, check: factsCheck.check },
  { name: 'match', contribute: match.contribute, check: matchCheck.check },
  { name: 'system', contribute: system.contribute, check: systemCheck.check },
  { name: 'alpine', contribute: alpine.contribute },
  { name: 'boot', contribute: boot.contribute, check: bootCheck.check },
  { name: 'tuning', contribute: tuning.contribute, check: tuningCheck.check },
  { name: 'passthrough', contribute: passthrough.contribute, check: passthroughCheck.check },
  { name: 'packages', contribute: packages.contribute, check: packagesCheck.check },
  { name: 'services', contribute: services.contribute },
  { name: 'access', contribute: access.contribute, check: accessCheck.check },
  { name: 'network', contribute: network.contribute, check: networkCheck.check },
  { name: 'storage', contribute: storage.contribute, check: storageCheck.check },
  { name: 'install', contribute: install.contribute, check: installCheck.check },
  { name: 'libvirt', contribute: libvirt.contribute, check: libvirtCheck.check },
  { name: 'signing', contribute: signing.contribute, check: signingCheck.check },
  { name: 'lock', contribute: lock.contribute },
  { name: 'agent', contribute: agent.contribute },
  { name: 'summary', contribute: summary.contribute },
  { name: 'vms', contribute: vms.contribute, check: vmsCheck.check },
];
