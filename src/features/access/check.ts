import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { takenBy } from '../../target/accounts.ts';
import { problem, problemAt } from './codes.ts';

/**
 * The key of the examples. Its 32 bytes are sha256("mkapkovl example key: replace me"), so no one has its private key:
 * no one can log in with it.
 */
const exampleKey = 'AAAAC3NzaC1lZDI1NTE5AAAAIHlUZThcYkP2cRpFX51jJfGU6N5M8+bBTgB1ehfuCExw';

export function check(host: Host): Problem[] {
  return [
    ...noWayIn(host),
    ...noWayInBySsh(host),
    ...exampleKeys(host),
    ...systemAccounts(host),
    ...promptWithoutInstaller(host),
  ];
}

function noWayIn({ access }: Host): Problem[] {
  return isOpen(access) ? [] : [problem('access-no-way-in', ['access'], undefined)];
}

/** Whether anyone can log in, even if only at the console. */
function isOpen({ root, users }: Host['access']): boolean {
  return [root, ...people(users)].some(
    ({ authorized_keys, password }) => authorized_keys.length > 0 || password !== undefined,
  );
}

/**
 * A machine that is installed already may be reachable only by ssh, perhaps with a password. Keys on it that the
 * profile does not have stay, so this may be intended.
 */
function noWayInBySsh({ access, install: { mode } }: Host): Problem[] {
  if (mode !== 'existing' || !isOpen(access)) return [];
  const { root, users, ssh } = access;
  const accounts = people(users);
  const byKey = [root, ...accounts].some(({ authorized_keys }) => authorized_keys.length > 0);
  const byPassword = ssh.passwords && accounts.some(({ password }) => password !== undefined);
  return byKey || byPassword ? [] : [problem('access-console-only', ['access'], undefined)];
}

function exampleKeys({ access: { root, users } }: Host): Problem[] {
  const lists = [
    { keys: root.authorized_keys, path: ['access', 'root', 'authorized_keys'] },
    ...Object.entries(users).map(([name, user]) => ({
      keys: user.authorized_keys,
      path: ['access', 'users', name, 'authorized_keys'],
    })),
  ];
  return lists.flatMap(({ keys, path }) =>
    keys.flatMap((key, index) =>
      key.includes(exampleKey) ? [problem('access-example-key', [...path, index], undefined)] : [],
    ),
  );
}

/** A system account has no shell, and some have the home /dev/null: neither a key nor a password allows a login. */
const people = (users: Host['access']['users']) =>
  Object.entries(users)
    .filter(([name]) => takenBy(name) === undefined)
    .map(([, user]) => user);

function systemAccounts({ access: { users } }: Host): Problem[] {
  return Object.keys(users).flatMap((name) => {
    const what = takenBy(name);
    return what
      ? [problemAt('access-system-account', { path: ['access', 'users', name], key: true }, { name, what })]
      : [];
  });
}

/** In diskless mode passwords are kept in memory only: the machine would ask again at every boot. */
function promptWithoutInstaller({ access: { root, users }, install: { mode } }: Host): Problem[] {
  if (mode === 'sys') return [];
  return [
    { password: root.password, path: ['access', 'root', 'password'] },
    ...Object.entries(users).map(([name, { password }]) => ({ password, path: ['access', 'users', name, 'password'] })),
  ]
    .filter(({ password }) => password && 'prompt' in password)
    .map(({ path }) => problem('prompt-without-installer', path, { mode }));
}
