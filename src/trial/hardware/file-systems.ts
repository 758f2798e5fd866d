import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import type { Problem } from '../../findings/finding.ts';
import { problemAt } from '../codes.ts';

/** How to create a file system in an image without privileges: the program, and its options for a label and a UUID. */
export const fileSystems = {
  ext4: { program: 'mkfs.ext4', words: ['-q', '-F'], label: '-L', uuid: (value: string) => ['-U', value] },
  xfs: { program: 'mkfs.xfs', words: ['-q'], label: '-L', uuid: (value: string) => ['-m', `uuid=${value}`] },
  btrfs: { program: 'mkfs.btrfs', words: ['-q'], label: '-L', uuid: (value: string) => ['-U', value] },
  vfat: { program: 'mkfs.vfat', words: [], label: '-n', uuid: (value: string) => ['-i', value.replace('-', '')] },
};
export type FileSystem = keyof typeof fileSystems;

/** A file system to create, with the label or UUID by which it is found. */
export interface FileSystemPlan {
  type: FileSystem;
  label?: string;
  uuid?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Programs for file systems are often in folders that are only in root's PATH. */
const placesOf = ({ PATH = '' }: Environment) => [...PATH.split(':').filter(Boolean), '/usr/sbin', '/sbin'];

/** The file systems that can be created on this machine. */
export function creatableFileSystems(environment: Environment): Set<string> {
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

/** Creates a file system in an image. */
export async function makeFileSystem(
  plan: FileSystemPlan,
  image: string,
  environment: Environment,
): Promise<Problem | undefined> {
  const { program, words, label, uuid } = fileSystems[plan.type];
  const called = plan.label ? [label, plan.label] : plan.uuid ? uuid(plan.uuid) : [];
  const env = { ...environment, PATH: placesOf(environment).join(':') };
  const made = await execa(program, [...words, ...called, image], {
    ...{ env, extendEnv: false, stdin: 'ignore', reject: false },
  });
  if (made.exitCode === 0) return undefined;
  const name = plan.label ?? plan.uuid ?? '';
  // Some print their version first.
  const said = made.stderr?.split('\n').find((line) => line !== '' && !/^mk\S+ \d/.test(line));
  const reason = said ?? made.shortMessage ?? 'it did not say why';
  return problemAt('trial-no-file-system', { path: ['storage', 'mounts'] }, { program, name, reason });
}
