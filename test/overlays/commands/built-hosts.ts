import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { type AcceptedBuild, buildAccepted } from '../../support/accepted-builds.ts';
import { acceptedProfiles, type PlainProfile } from '../../support/accepted-profiles.ts';
import { leastProfile } from '../../support/run.ts';

/** What was built from a profile, as the agent on the target sees it. */
export interface BuiltHost {
  profile: PlainProfile;
  members: AcceptedBuild['members'];
  /** Packages of /etc/apk/world and of the agent's list, without versions. */
  packages: Set<string>;
  /** Whether the agent has this file below /etc/mkapkovl. */
  has(file: string): boolean;
  /** The cells of a table of the agent's. */
  rows(table: string): string[][];
}

function hostOf({ profile, members }: AcceptedBuild): BuiltHost {
  const text = (file: string) => members.get(file)?.content.toString() ?? '';
  const lines = (file: string) =>
    text(file)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
  const wanted = ['etc/apk/world', 'etc/mkapkovl/packages'].flatMap(lines).filter((name) => !name.startsWith('!'));
  return {
    profile,
    members,
    packages: new Set(wanted.map((name) => name.replace(/[<>=~@].*$/, ''))),
    has: (file) => members.has(`etc/mkapkovl/${file}`),
    rows: (table) => lines(`etc/mkapkovl/${table}`).map((line) => line.split('\t')),
  };
}

/** Hosts with what drawn profiles never have: volumes in groups of LVM, ZFS, an image packed with zstd. */
const special: PlainProfile[] = [
  {
    pools: {
      vg: { type: 'logical', source: { name: 'vg0' }, path: '/dev/vg0', volumes: { one: { capacity: '1GiB' } } },
    },
  },
  { pools: { tank: { type: 'zfs', source: { name: 'tank/guests' }, path: '/dev/zvol/tank/guests' } } },
  {
    pools: {
      images: {
        type: 'dir',
        path: '/var/lib/libvirt/images',
        volumes: {
          'packed.qcow2': { image: { url: 'https://images.example/packed.qcow2.zst', sha256: 'ab'.repeat(32) } },
        },
      },
    },
  },
].map((libvirt) => ({ ...parse(leastProfile), libvirt }));

let built: Promise<BuiltHost[]> | undefined;

/** The examples, the special hosts and sixty drawn ones, built; the same for all tests. */
export function builtHosts(): Promise<BuiltHost[]> {
  built ??= build(60);
  return built;
}

async function build(drawn: number): Promise<BuiltHost[]> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'mkapkovl-test-'));
  const examples = ['home-assistant', 'minimal', 'unattended'].map((name) =>
    parse(readFileSync(`profiles/${name}.yaml`, 'utf8')),
  );
  const profiles = [...examples, ...special];
  try {
    const chosen = await buildAccepted(profiles, cwd);
    if (chosen.length < profiles.length) throw new Error('an example or a special host was rejected');
    const others = await buildAccepted(fc.sample(acceptedProfiles(), { numRuns: drawn, seed: 13 }), cwd);
    return [...chosen, ...others].map(hostOf);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
