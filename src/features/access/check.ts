import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { takenBy } from '../../target/accounts.ts';
import { problem, problemAt } from './codes.ts';

/**
 * The key of the examples. Its 32 bytes are sha256("mkapkovl example key: replace me"), so that nobody knows a
 * private key for it: nobody can log in to a machine that is built with it.
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

/** Whether anybody can log in, be it on the console. */
function isOpen({ root, users }: Host['access']): boolean {
  return [root, ...people(users)].some(
    ({ authorized_keys, password }) => authorized_keys.length > 0 || password !== undefined,
  );
}

/**
 * A machine that is already there is often one that only ssh reaches, by a password perhaps. Keys that are on it and not
 * in the profile stay, so this may be meant.
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

/** An account of the system has no shell, and the home of some is /dev/null: neither key nor password lets one in. */
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

/** In diskless mode passwords live in memory: the question would come back at every boot. */
function promptWithoutInstaller({ access: { root, users }, install: { mode } }: Host): Problem[] {
  if (mode === 'sys') return [];
  return [
    { password: root.password, path: ['access', 'root', 'password'] },
    ...Object.entries(users).map(([name, { password }]) => ({ password, path: ['access', 'users', name, 'password'] })),
  ]
    .filter(({ password }) => password && 'prompt' in password)
    .map(({ path }) => problem('prompt-without-installer', path, { mode }));
}
