interface Mount {
  device: string;
  type: string;
  options: readonly string[];
}

/** Mounting over these hides the system or the agent's records, or is undone by it at boot. */
const ofTheSystem =
  /^\/($|(bin|boot|dev|etc|lib|lib64|proc|run|sbin|sys|usr|root|\.modloop|var\/(empty|run|lock|lib\/mkapkovl))(\/|$))/;

export const isOfTheSystem = (folder: string): boolean => ofTheSystem.test(folder);

/** Where packages put folders when they are installed: whatever is mounted there must have them, too. */
const fromPackages = new Set(['/var', '/var/lib', '/var/log', '/var/spool', '/var/cache']);

/** Without what is in these, no sshd starts (/var/empty), and services find neither state nor folders. */
export const isNeeded = (folder: string): boolean => folder === '/var' || folder === '/var/lib';

/** Whether the target copies what is in a folder to the file system that is to be mounted there, before it is. */
export function isFilled(folder: string, { device, type, options }: Mount, install: { mode: string }): boolean {
  const lasting = device !== 'tmpfs' && type !== 'tmpfs' && type !== 'nfs' && type !== 'vfat';
  return lasting && install.mode !== 'diskless' && fromPackages.has(folder) && !options.includes('noauto');
}
