import type { Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { checkCapacity } from './capacity.ts';
import { checkSeedDrives } from './cloud-init/seed.ts';
import { checkAddresses } from './kinds/address/check.ts';
import { checkBoot, firmwareNeeds, loaderTogether } from './kinds/boot/check.ts';
import { checkNvram } from './kinds/boot/check-nvram.ts';
import * as character from './kinds/character/check.ts';
import * as clock from './kinds/clock/check.ts';
import { controllerKeys, controllerTogether, firstOfPci } from './kinds/controller/check.ts';
import { checkCpu, cpusOfNodes, cpuTogether } from './kinds/cpu/check.ts';
import { checkDisks } from './kinds/disk/check.ts';
import { disksTogether } from './kinds/disk/check-keys.ts';
import { hypervKeys, hypervNeeds, tsegOfQ35 } from './kinds/features/check.ts';
import { filesystemKeys, filesystemTargets } from './kinds/filesystem/check.ts';
import { checkPasswords, openScreens, rendernodeOfSdl, screenKeys } from './kinds/graphics/check.ts';
import { checkHostdevs, displayNeedsGraphics } from './kinds/hostdev/check.ts';
import { inputKeys, inputTogether } from './kinds/input/check.ts';
import { checkInterfaces, mtuOfBridges, virtualportOfUser } from './kinds/interface/check.ts';
import { allocationOfPages, checkMemory, nodesOfPages, sizeOfPages } from './kinds/memory/check.ts';
import { renameAfterCrash } from './kinds/power/check.ts';
import { redirectionThroughSpice } from './kinds/redirdev/check.ts';
import { sysinfoUuid } from './kinds/sysinfo/check.ts';
import { tpmKeys } from './kinds/tpm/check.ts';
import { checkTuning, nodesetOfAuto, nodesNeeded } from './kinds/tuning/check.ts';
import { videoKeys, videoTogether } from './kinds/video/check.ts';
import { checkWatchdog } from './kinds/watchdog/check.ts';
import type { Rule } from './rules.ts';
import { checkState } from './state.ts';

type Check = (host: Host) => Problem[];

/** Keys that a device of this kind cannot have, which libvirt refuses, and keys that it requires. */
const ofOneKind: Rule[] = [
  screenKeys,
  rendernodeOfSdl,
  virtualportOfUser,
  videoKeys,
  inputKeys,
  controllerKeys,
  filesystemKeys,
  filesystemTargets,
  tpmKeys,
  clock.clockReset,
  nodesetOfAuto,
  sizeOfPages,
  clock.clockKeys,
  hypervKeys,
  character.pathOfLines,
];

/**
 * Keys that a guest's parts may have individually, but that libvirt refuses in combination (qemu_validate.c,
 * domain_validate.c).
 */
const together: Rule[] = [
  disksTogether,
  controllerTogether,
  firstOfPci,
  mtuOfBridges,
  videoTogether,
  displayNeedsGraphics,
  character.hostSideOfLines,
  character.isaPorts,
  character.consoleOnSerial,
  character.channelsThroughSpice,
  character.portsThroughSpice,
  redirectionThroughSpice,
  inputTogether,
  firmwareNeeds,
  loaderTogether,
  tsegOfQ35,
  hypervNeeds,
  sysinfoUuid,
  clock.clockTimezone,
  renameAfterCrash,
  clock.timersOfQemu,
  allocationOfPages,
  nodesNeeded,
  nodesOfPages,
  cpuTogether,
  cpusOfNodes,
];

/** Guest by guest, so that the findings of one guest are shown together. */
function eachGuest(rules: readonly Rule[]): Check {
  return ({ vms }) =>
    Object.entries(vms).flatMap(([name, guest]) => rules.flatMap((rule) => rule(guest, ['vms', name])));
}

/** All rules about guests. Findings at the same place keep this order. */
export const checks: readonly Check[] = [
  eachGuest(ofOneKind),
  eachGuest(together),
  checkAddresses,
  checkCpu,
  checkMemory,
  checkTuning,
  checkCapacity,
  checkBoot,
  checkNvram,
  checkState,
  checkDisks,
  checkInterfaces,
  checkHostdevs,
  checkWatchdog,
  checkPasswords,
  openScreens,
  checkSeedDrives,
];
