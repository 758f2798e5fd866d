import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FakeMachine } from './machine.ts';
import { liveSystem } from './programs.ts';
import type { LiveRoot } from './root.ts';

export const noNetwork = { 'proc/net/route': 'Iface Destination Gateway\n' };
export const repositories = 'https://mirror.example/v3.23/main\n';

/** Where the medium of the bundle is mounted. */
export const medium = 'media/sdb1';

/** Shell for a fault: apk finds nothing in the bundle, and says so. */
export const lacking = (said: string) => `case "\${0##*/} $*" in
  apk*--simulate*--no-network*) printf '%s\\n' "${said}"; exit 1 ;;
esac`;

/** A live system whose medium has a bundle, for these builds or its own. It has no network. */
export function withBundle(machine: Partial<FakeMachine> = {}, builds?: string[]): LiveRoot {
  const { files = {}, mounts = [], ...rest } = machine;
  const live = liveSystem({
    ...rest,
    files: {
      ...noNetwork,
      'etc/apk/repositories': repositories,
      'etc/mkapkovl/world': 'alpine-base\nopenssh\n',
      ...files,
    },
    mounts: [`7 1 8:17 / /${medium} ro - vfat /dev/sdb1 ro`, ...mounts],
  });
  putBundle(live, medium, builds ?? [live.read('etc/mkapkovl/build-id').trim()]);
  live.fault('case "${0##*/} $*" in mount\\ -o\\ remount*) exit 1 ;; esac');
  return live;
}

export function putBundle(live: LiveRoot, folder: string, builds: string[]): void {
  const hosts = builds.map((build_id) => ({ build_id }));
  live.write(`${folder}/boot/mkapkovl.json`, JSON.stringify({ schema: 1, hosts }));
  mkdirSync(path.join(live.root, folder, 'bundle'), { recursive: true });
}

export const apkCalls = (live: LiveRoot) =>
  live
    .calls()
    .filter((call) => call.startsWith('apk '))
    .map((call) => call.replaceAll(live.root, ''));
