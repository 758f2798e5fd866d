import type { Host } from '../../pipeline/host.ts';
import { disksWithSeed } from './cloud-init/seed.ts';
import { characterViews } from './devices/character/view.ts';
import { controllerViews } from './devices/controller/view.ts';
import { diskView } from './devices/disk/view.ts';
import { filesystemView } from './devices/filesystem/view.ts';
import { screensOf } from './devices/graphics/screens.ts';
import { screenView } from './devices/graphics/view.ts';
import { hostdevViews } from './devices/hostdev/view.ts';
import { inputViews } from './devices/input/view.ts';
import { interfaceView } from './devices/interface/view.ts';
import { memballoonView } from './devices/memballoon/view.ts';
import { panicView } from './devices/panic/view.ts';
import { redirdevViews } from './devices/redirdev/view.ts';
import { rngView } from './devices/rng/view.ts';
import { soundViews } from './devices/sound/view.ts';
import { tpmView } from './devices/tpm/view.ts';
import { cardsOf, videoView } from './devices/video/view.ts';
import { vsockView } from './devices/vsock/view.ts';
import { watchdogView } from './devices/watchdog/view.ts';
import { osVariantId } from './os-variants.ts';
import { bootView } from './platform/boot/view.ts';
import { clockView } from './platform/clock/view.ts';
import { cpuView } from './platform/cpu/view.ts';
import { featuresView } from './platform/features/view.ts';
import { memoryView } from './platform/memory/view.ts';
import { powerView } from './platform/power/view.ts';
import { sysinfoView } from './platform/sysinfo/view.ts';
import { tuningView } from './platform/tuning/view.ts';
import type { Guest } from './resolve.ts';

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
