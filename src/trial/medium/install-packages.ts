import type { Host } from '../../host/host.ts';
import { installPackages } from '../../host/install-packages.ts';

/** The packages that the installer needs and that the given repositories lack. */
export function lackingForInstall(
  host: Pick<Host, 'alpine' | 'boot' | 'install'>,
  uefi: boolean,
  available: ReadonlySet<string>,
): string[] {
  return installPackages(host, uefi).filter((name) => !available.has(name));
}
