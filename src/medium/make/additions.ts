import { createReadStream } from 'node:fs';
import path from 'node:path';
import { cpio, type InitramfsFile } from '../../artifact/initramfs/cpio.ts';
import { storedGzip } from '../../artifact/initramfs/stored-gzip.ts';
import type { Addition } from '../../artifact/iso9660/add/plan.ts';
import { type Medium, mediumLimits } from '../../artifact/medium.ts';
import type { Problem } from '../../findings/finding.ts';
import { overlayFile } from '../../tree/templates.ts';
import { problemAt } from '../codes.ts';
import { type Additions, grubMenu, syslinuxMenu } from './boot-menu.ts';
import type { Description, Overlay } from './description.ts';
import { hostsTable, type MediumHost } from './host.ts';
import { descriptionFile, folder, initramfsFile, menuFiles } from './paths.ts';

/** Only root may read it on the running host: an overlay can contain secrets. */
const private_ = 0o400;
const readable = 0o444;

const inMemory = (text: string) => {
  const bytes = Buffer.from(text);
  return {
    size: bytes.length,
    stream: async function* () {
      yield bytes;
    },
  };
};

/** An overlay with the file that contains it. */
export type OverlayFile = Overlay & { file: string };

export function overlayAddition(path: string, mode: number, { file, size }: OverlayFile): Addition {
  return { path, mode, size, stream: () => createReadStream(file) as AsyncIterable<Buffer> };
}

/** The second initramfs: the script, its tables and, unless they are at the top of the medium, the overlays. */
export function initramfs(overlays: readonly OverlayFile[], time: Date, atTop = false): Addition {
  const hosts = overlays.map(({ host }) => host);
  const files: InitramfsFile[] = [
    { path: `${folder}/init`, mode: 0o755, ...inMemory(overlayFile('media/init').text) },
    { path: `${folder}/hosts`, mode: 0o644, ...inMemory(hostsTable(hosts)) },
    ...hosts
      .filter(({ devices }) => devices !== '')
      .map(({ hostname, devices }) => ({ path: `${folder}/devices/${hostname}`, mode: 0o644, ...inMemory(devices) })),
    ...(atTop ? [] : overlays).map((each) =>
      overlayAddition(`${folder}/overlays/${path.basename(each.file)}`, 0o600, each),
    ),
  ];
  return { path: initramfsFile, mode: private_, ...storedGzip(cpio(files, time)) };
}

export function descriptionAddition(description: Description): Addition {
  return { path: descriptionFile, mode: readable, ...inMemory(`${JSON.stringify(description, null, 2)}\n`) };
}

/**
 * Alpine's boot menus with our entries; the problem if there is none, or one that is not understood. Of an overlay at the
 * top of the medium they say nothing: Alpine finds it, also after lbu has written another one. The entries for plain
 * Alpine would find it, too, and one on any other disk, but for a file that does not exist.
 */
export function menus(
  medium: Medium,
  hosts: readonly MediumHost[],
  suffix: string,
  atTop = false,
): Addition[] | Problem {
  const overlay = atTop ? [] : [`apkovl=/${folder}/host.apkovl.tar.gz${suffix}`];
  const additions: Additions = {
    initramfs: `/${initramfsFile}`,
    options: [`rdinit=/${folder}/init`, ...overlay, ...sharedOptions(hosts)],
    rescue: ['apkovl=/none'],
    hosts:
      hosts.length === 1
        ? []
        : hosts.map(({ hostname, alpine, kernelOptions }) => ({
            hostname,
            kernel: alpine.kernel,
            options: kernelOptions.filter((option) => !sharedOptions(hosts).includes(option)),
          })),
  };
  const found = Object.entries(menuFiles).flatMap(([kind, file]) => {
    const text = medium.file(file)?.read(mediumLimits.text).toString('utf8');
    if (text === undefined) return [];
    return [{ file, text: kind === 'grub' ? grubMenu(text, additions) : syslinuxMenu(text, additions) }];
  });
  const refuse = (menu: string) =>
    problemAt('media-boot-menu', { place: { file: medium.path } }, { file: medium.path, menu });
  if (found.length === 0) return refuse(`it has none of ${Object.values(menuFiles).join(', ')}`);
  const unknown = found.find(({ text }) => text === undefined);
  if (unknown) return refuse(`${unknown.file} has no entry that starts Linux with an initramfs`);
  return found.map(({ file, text }) => ({ path: file, mode: readable, ...inMemory(text!) }));
}

/** The kernel options of every host: the entry that recognizes the machine cannot know which it is. */
function sharedOptions(hosts: readonly MediumHost[]): string[] {
  const [first, ...others] = hosts;
  return (first?.kernelOptions ?? []).filter((option) =>
    others.every(({ kernelOptions }) => kernelOptions.includes(option)),
  );
}
