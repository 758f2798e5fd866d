/** The parts of a profile that decide whether a folder is persistent. */
interface Storage {
  install: { mode: string };
  storage: { mounts: Record<string, { device: string; type: string }> };
}

/** Whether a folder is persistent. A diskless system has its root in memory, so only mounted file systems are. */
export function lasts(host: Storage, folder: string): boolean {
  const nearest = host.storage.mounts[mountOf(host, folder) ?? ''];
  return host.install.mode !== 'diskless' || (nearest !== undefined && !isTmpfs(nearest));
}

/** Where a tmpfs is mounted that the folder is on. */
export function tmpfsOf(host: Storage, folder: string): string | undefined {
  const place = mountOf(host, folder);
  return place !== undefined && isTmpfs(host.storage.mounts[place]!) ? place : undefined;
}

/** The mount point that is nearest above a folder. */
function mountOf({ storage }: Storage, folder: string): string | undefined {
  const [nearest] = Object.keys(storage.mounts)
    .filter((place) => `${folder}/`.startsWith(`${place.replace(/\/$/, '')}/`))
    .sort((a, b) => b.length - a.length);
  return nearest;
}

const isTmpfs = ({ type, device }: { type: string; device: string }) => type === 'tmpfs' || device === 'tmpfs';
