import type { Host } from '../host/host.ts';
import { type CardPlan, cardsOf } from './hardware/cards.ts';
import { canBeFound, type DiskPlan, mountedDisks, systemDisk } from './hardware/disks.ts';
import { type Resources, resourcesFor } from './hardware/resources.ts';
import { freeSlots, type Slots } from './hardware/slots.ts';
import { type StandIns, standInsFor } from './hardware/stand-ins.ts';
import { wantedDevices } from './hardware/wanted.ts';
import { kinds, leavingOut } from './substitution/index.ts';
import { liveDrivers } from './substitution/live-drivers.ts';
import { applyAll, type Changed, type Situation } from './substitution/substitute.ts';

/** The input of planning the virtual machine. */
export interface Given
  extends Pick<
    Situation,
    'accelerator' | 'install' | 'firmware' | 'nested' | 'fileSystems' | 'passphraseFile' | 'passwordFile'
  > {
  /** The names of QEMU's devices. */
  devices: ReadonlySet<string>;
  /** The available packages without network access, and the paths of their repositories on the server. */
  offline: { packages: ReadonlySet<string>; shares: readonly string[] } | null;
  /** The resources of this machine. */
  here?: { cpus: number; memory: number };
}

/** A host adapted to a virtual machine, and that virtual machine. */
export interface Plan {
  changed: Changed;
  /** Kernel options of the medium in addition to the overlay's. */
  liveOptions: string[];
  resources: Resources;
  standIns: StandIns;
  cards: CardPlan[];
  disks: DiskPlan[];
  slots: Slots;
}

const none = { options: [], substitutions: [], untested: [] };

/** Reads and writes nothing. */
export function plan(host: Host, given: Given): Plan {
  const { accelerator, install, firmware, passphraseFile, passwordFile } = given;
  const cards = cardsOf(host);
  const offline = given.offline && servedAt(cards, given.offline);
  const left = applyAll(host, { install, offline }, leavingOut);
  const resources = resourcesFor(left.host, given.here);
  const slots = freeSlots();
  const standIns = standInsFor(
    wantedDevices(host).filter(({ path: [section, name] }) => section !== 'vms' || Object.hasOwn(left.host.vms, name!)),
    given.devices,
    slots,
  );
  const situation: Situation = {
    ...{ accelerator, install, firmware, offline, standIns, cards, passphraseFile, passwordFile },
    cpus: resources.cpus,
    memory: resources.forGuests,
    hugepages: resources.hugepages,
    nested: given.nested,
    fileSystems: given.fileSystems,
  };
  const later = applyAll(left.host, situation, kinds);
  const live = host.install.mode === 'sys' && !install ? liveDrivers(standIns) : none;
  const changed = {
    host: later.host,
    substitutions: [...left.substitutions, ...later.substitutions, ...live.substitutions],
    untested: [...left.untested, ...later.untested, ...live.untested],
  };
  return {
    changed,
    liveOptions: live.options,
    resources,
    standIns,
    cards,
    disks: [...systemDisk(install ? later.host : host).filter(canBeFound), ...mountedDisks(later.host)],
    slots,
  };
}

/** The medium's own repository comes first and replaces main; the others have their own URLs. */
function servedAt(cards: readonly CardPlan[], { packages, shares }: NonNullable<Given['offline']>) {
  const mirror = `http://${cards[0]?.network.server ?? '127.0.0.1'}`;
  const repositories = shares.map((share, index) => (index === 0 ? 'main' : `${mirror}/${share}`));
  return { packages, mirror, repositories };
}
