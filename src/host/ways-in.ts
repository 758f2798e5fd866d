import { takenBy } from '../target/accounts.ts';
import { opensShell } from '../target/ssh-keys.ts';
import type { Host } from './host.ts';

/** A system account has no shell, and some have the home /dev/null: neither a key nor a password allows a login. */
export const people = ({ access: { users }, packages }: Host): Host['access']['users'][string][] =>
  Object.entries(users)
    .filter(([name]) => takenBy(name, packages) === undefined)
    .map(([, user]) => user);

const hasKey = ({ authorized_keys }: { authorized_keys: readonly string[] }) => authorized_keys.some(opensShell);

/** Whether anyone can log in, even if only at the console. */
export function isOpen(host: Host): boolean {
  return [host.access.root, ...people(host)].some((account) => hasKey(account) || account.password !== undefined);
}

/** Whether anyone can log in from another machine. sshd never accepts a password of root (overlays/access). */
export function isOpenBySsh(host: Host): boolean {
  const { root, ssh } = host.access;
  const accounts = people(host);
  const byKey = [root, ...accounts].some(hasKey);
  return byKey || (ssh.passwords && accounts.some(({ password }) => password !== undefined));
}
