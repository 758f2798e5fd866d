/** The parts of a profile that decide whether a folder is persistent. */
interface Storage {
  install: { mode: string };
  storage: { mounts: Record<string, { device: string; type: string }> };
}

/** Whether a folder is persistent. A diskless system has its root in memory, so only mounted file systems are. */
export function lasts({ install, storage }: Storage, folder: string): boolean {
  if (install.mode !== 'diskless') return true;
  const [nearest] = Object.entries(storage.mounts)
    .filter(([place]) => `${folder}/`.startsWith(`${place.replace(/\/$/, '')}/`))
    .sort(([a], [b]) => b.length - a.length);
  return nearest !== undefined && nearest[1].type !== 'tmpfs' && nearest[1].device !== 'tmpfs';
}
