interface Mount {
  device: string;
  type: string;
  options: readonly string[];
}

/** Mounting over these hides the system or the agent's records, or is undone by it at boot. */
const ofTheSystem =
  /^\/($|(bin|boot|dev|etc|lib|lib64|proc|run|sbin|sys|usr|root|\.modloop|var\/(empty|run|lock|lib\/mkapkovl))(\/|$))/;

export const isOfTheSystem = (folder: string): boolean => ofTheSystem.test(folder);

/** Where packages create folders on installation: a file system that is mounted there must contain them too. */
const fromPackages = new Set(['/var', '/var/lib', '/var/log', '/var/spool', '/var/spool/cron', '/var/cache']);

/** alpine-baselayout makes /var/spool/cron/crontabs a link to /etc/crontabs. */
const crond = 'crond finds no jobs';

/** What does not work without the content of these: sshd needs /var/empty, and services their state and folders. */
const needed = new Map([
  ['/var', 'sshd does not start'],
  ['/var/lib', 'services have neither their state nor their folders'],
  ['/var/spool', crond],
  ['/var/spool/cron', crond],
]);

/** What does not work if a file system that does not contain the packages' files is mounted over a folder. */
export const lossWithout = (folder: string): string | undefined => needed.get(folder);

/** Whether the target copies the content of a folder to a file system before mounting it there. */
export function isFilled(folder: string, { device, type, options }: Mount, install: { mode: string }): boolean {
  const lasting = device !== 'tmpfs' && type !== 'tmpfs' && type !== 'nfs' && type !== 'vfat';
  return lasting && install.mode !== 'diskless' && fromPackages.has(folder) && !options.includes('noauto');
}
