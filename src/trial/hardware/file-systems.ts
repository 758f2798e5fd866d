import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import type { Host } from '../../pipeline/host.ts';
import type { DiskPlan } from './disks.ts';

/** How a file system is made in an image, without rights: the program, and its words for a label and a UUID. */
export const fileSystems = {
  ext4: { program: 'mkfs.ext4', words: ['-q', '-F'], label: '-L', uuid: (value: string) => ['-U', value] },
  xfs: { program: 'mkfs.xfs', words: ['-q'], label: '-L', uuid: (value: string) => ['-m', `uuid=${value}`] },
  btrfs: { program: 'mkfs.btrfs', words: ['-q'], label: '-L', uuid: (value: string) => ['-U', value] },
  vfat: { program: 'mkfs.vfat', words: [], label: '-n', uuid: (value: string) => ['-i', value.replace('-', '')] },
};
export type FileSystem = keyof typeof fileSystems;

/** Enough for every one of them (mkfs.xfs wants 300 MB). */
const bytes = 2 ** 30;

/** Disks with the file systems that a profile mounts by label or UUID. */
export function mountedDisks({ storage: { mounts } }: Pick<Host, 'storage'>): DiskPlan[] {
  return Object.values(mounts).flatMap(({ device, type }, index) => {
    const [, kind, name] = /^(LABEL|UUID)=(.+)$/.exec(device) ?? [];
    if (!Object.hasOwn(fileSystems, type) || name === undefined) return [];
    const called = kind === 'LABEL' ? { label: name } : { uuid: name };
    return {
      file: `mount${index}.raw`,
      bytes,
      serial: `MOUNT${index}`,
      filesystem: { type: type as FileSystem, ...called },
    };
  });
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Programs for file systems lie where only root looks by itself. */
const placesOf = ({ PATH = '' }: Environment) => [...PATH.split(':').filter(Boolean), '/usr/sbin', '/sbin'];

/** The file systems that can be made here. */
export function makeable(environment: Environment): Set<string> {
  const places = placesOf(environment);
  const there = (file: string) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const found = Object.entries(fileSystems).filter(([, { program }]) =>
    places.some((place) => there(path.join(place, program))),
  );
  return new Set(found.map(([type]) => type));
}

/** Makes the file system of a disk in its image. */
export async function makeFileSystem({ filesystem }: DiskPlan, image: string, environment: Environment): Promise<void> {
  if (!filesystem) return;
  const { program, words, label, uuid } = fileSystems[filesystem.type];
  const called = filesystem.label ? [label, filesystem.label] : filesystem.uuid ? uuid(filesystem.uuid) : [];
  const env = { ...environment, PATH: placesOf(environment).join(':') };
  await execa(program, [...words, ...called, image], { env, extendEnv: false, stdin: 'ignore' });
}
