import type { Guest } from '../host/guest.ts';
import type { Host } from '../host/host.ts';
import { disksWithSeed } from './cloud-init/seed.ts';
import { bootView } from './kinds/boot/view.ts';
import { characterViews } from './kinds/character/view.ts';
import { clockView } from './kinds/clock/view.ts';
import { controllerViews } from './kinds/controller/view.ts';
import { cpuView } from './kinds/cpu/view.ts';
import { diskView } from './kinds/disk/view.ts';
import { featuresView } from './kinds/features/view.ts';
import { filesystemView } from './kinds/filesystem/view.ts';
import { screensOf } from './kinds/graphics/screens.ts';
import { screenView } from './kinds/graphics/view.ts';
import { hostdevViews } from './kinds/hostdev/view.ts';
import { inputViews } from './kinds/input/view.ts';
import { interfaceView } from './kinds/interface/view.ts';
import { memballoonView } from './kinds/memballoon/view.ts';
import { memoryView } from './kinds/memory/view.ts';
import { panicView } from './kinds/panic/view.ts';
import { powerView } from './kinds/power/view.ts';
import { redirdevViews } from './kinds/redirdev/view.ts';
import { rngView } from './kinds/rng/view.ts';
import { soundViews } from './kinds/sound/view.ts';
import { sysinfoView } from './kinds/sysinfo/view.ts';
import { tpmView } from './kinds/tpm/view.ts';
import { tuningView } from './kinds/tuning/view.ts';
import { cardsOf, videoView } from './kinds/video/view.ts';
import { vsockView } from './kinds/vsock/view.ts';
import { watchdogView } from './kinds/watchdog/view.ts';
import { osVariantId } from './os-variants.ts';

const places = ['domain', 'os', 'features', 'cpu', 'clock', 'cputune', 'memoryBacking', 'devices'] as const;

/** The template values of one libvirt domain. Defaults are those of virt-install 4, written out. */
export function domainView(name: string, guest: Guest, host: Host): object {
  const xml = Object.fromEntries(places.map((place) => [place, guest.xml[place]]));
  const sysinfo = sysinfoView(guest);
  return {
    type: guest.type,
    name,
    uuid: guest.uuid,
    title: guest.title,
    description: guest.description,
    osId: guest.os_variant && osVariantId(guest.os_variant),
    memory: { ...memoryView(guest), xml: xml.memoryBacking },
    cpu: { ...cpuView(guest), xml: xml.cpu },
    tuning: { ...tuningView(guest), xml: xml.cputune },
    boot: { ...bootView(guest), sysinfo, xml: xml.os },
    sysinfo,
    features: { ...featuresView(guest), xml: xml.features },
    clock: { ...clockView(guest), xml: xml.clock },
    power: powerView(guest),
    ...devicesView(name, guest, host),
    qemuArguments: guest.qemu_commandline,
    xml,
  };
}

function devicesView(name: string, guest: Guest, { libvirt }: Host): object {
  const disks = disksWithSeed(name, guest);
  return {
    disks: disks.map((disk, index) => diskView(disk, disks.slice(0, index), libvirt?.pools ?? {})),
    filesystems: guest.filesystems.map(filesystemView),
    controllers: controllerViews(guest),
    interfaces: guest.networks.map(interfaceView),
    characters: characterViews(guest),
    inputs: inputViews(guest),
    tpm: tpmView(guest),
    screens: screensOf(guest).map((screen, index) => screenView(name, screen, index)),
    sounds: soundViews(guest),
    videos: cardsOf(guest).map((card) => videoView(card, guest)),
    redirdevs: redirdevViews(guest),
    hostdevs: hostdevViews(guest),
    watchdog: watchdogView(guest),
    memballoon: memballoonView(guest),
    rng: rngView(guest),
    panic: panicView(guest),
    vsock: vsockView(guest),
  };
}
