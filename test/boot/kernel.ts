import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

export interface Kernel {
  image: string;
  /** As `uname -r` says it. */
  release: string;
  /** The folder that modprobe -d takes: modules are in lib/modules below it. */
  root: string;
}

/** Where fetch-kernel.sh puts Debian's kernel. */
const fetched = process.env.MKAPKOVL_KERNEL ?? 'node_modules/.cache/mkapkovl/kernel';

/** The kernel to boot: the one that was fetched, or else the one that is installed, if it may be read. */
export function findKernel(): Kernel | undefined {
  return [path.resolve(fetched), '/'].map(kernelBelow).find((kernel) => kernel !== undefined);
}

function kernelBelow(root: string): Kernel | undefined {
  const boot = path.join(root, 'boot');
  if (!existsSync(boot)) return undefined;
  const releases = readdirSync(boot).flatMap((name) => /^vmlinuz-(\d.*)$/.exec(name)?.[1] ?? []);
  const release = releases.find((name) => existsSync(path.join(root, 'lib/modules', name, 'kernel')));
  return release === undefined ? undefined : { image: path.join(boot, `vmlinuz-${release}`), release, root };
}

/** What the tests need: the kernel's image, or the name to report if it is missing. */
export const kernelImage = findKernel()?.image ?? '/boot/vmlinuz';
