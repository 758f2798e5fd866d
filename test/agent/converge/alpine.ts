import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderWith } from '../../support/run.ts';

/** An unpacked minirootfs of Alpine, if the environment names one: MKAPKOVL_ALPINE_ROOT. */
export const alpineRoot = process.env.MKAPKOVL_ALPINE_ROOT;

/** The programs of packages that a minirootfs lacks; each is a stand-in. */
const packaged = {
  // Of an image this says what the header of a qcow2 file says (qemu, docs/interop/qcow2.rst); it changes nothing.
  'qemu-img': `[ "$1" = info ] || exit 9
set -- $(od -A n -t x1 -N 32 "$2" | tr -d '\\n')
[ "$1$2$3$4" = 514649fb ] || { echo 'file format: raw'; exit; }
shift 24
printf 'file format: qcow2\\nvirtual size: 1 (%s bytes)\\n' "$((0x$1$2$3$4$5$6$7$8))"`,
  virsh: 'exit 0',
};

/** A copy of that root, with the agent and the given files in it. */
export function alpineCopy(files: Record<string, string>): { folder: string; run: (script: string) => Run } {
  const folder = folderWith({});
  execFileSync('cp', ['-a', `${alpineRoot}/.`, folder]);
  cpSync('overlays/agent', folder, { recursive: true });
  const write = (name: string, content: string, mode: number) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
    chmodSync(path.join(folder, name), mode);
  };
  for (const [name, content] of Object.entries(files)) write(name, content, 0o644);
  for (const [name, script] of Object.entries(packaged)) write(`usr/bin/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
  execFileSync('sh', ['-c', 'cd "$1/dev" && rm -f null && mknod -m 666 null c 1 3', 'sh', folder]);
  const run = (script: string) => {
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', MKAPKOVL_PAUSE: '0' };
    // By its full name: the environment is the copy's.
    const { status, stdout, stderr } = spawnSync('/usr/sbin/chroot', [folder, '/bin/sh', '-c', script], { env });
    return { status, said: `${stdout}${stderr}` };
  };
  return { folder, run };
}

interface Run {
  status: number | null;
  said: string;
}
