import type { Handler } from '../building.ts';
import { boot } from './boot.ts';
import { characters } from './characters.ts';
import { clock } from './clock.ts';
import { controller } from './controller.ts';
import { cpu } from './cpu.ts';
import { disk } from './disk.ts';
import { filesystem } from './filesystem.ts';
import { graphics } from './graphics.ts';
import { hostdev } from './hostdev.ts';
import { memory } from './memory.ts';
import { metadata } from './metadata.ts';
import { network } from './network.ts';
import { qemuCommandline } from './qemu-commandline.ts';
import { memdev, panic, redirdev, rng, smartcard, sound, tpm } from './small.ts';
import { sysinfo } from './sysinfo.ts';
import { vcpus } from './vcpus.ts';

/** What options do in addition to the table, as in virtinst/cli.py. */
export const handlers: Record<string, Handler> = {
  boot,
  clock,
  controller,
  cpu,
  disk,
  filesystem,
  graphics,
  hostdev,
  memdev,
  memory,
  metadata,
  network,
  panic,
  redirdev,
  rng,
  smartcard,
  sound,
  sysinfo,
  tpm,
  vcpus,
  ...characters,
  'qemu-commandline': qemuCommandline,
};
