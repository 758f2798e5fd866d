/** What of a profile says whether a folder outlives a restart. */
interface Storage {
  install: { mode: string };
  storage: { mounts: Record<string, { device: string; type: string }> };
}

/**
 * Whether what is written into a folder is there after a restart. A diskless system has its root in memory, so there
 * only what is mounted lasts.
 */
export function lasts({ install, storage }: Storage, folder: string): boolean {
  if (install.mode !== 'diskless') return true;
  const [nearest] = Object.entries(storage.mounts)
    .filter(([place]) => `${folder}/`.startsWith(`${place.replace(/\/$/, '')}/`))
    .sort(([a], [b]) => b.length - a.length);
  return nearest !== undefined && nearest[1].type !== 'tmpfs' && nearest[1].device !== 'tmpfs';
}
