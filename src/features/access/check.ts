import { type Problem, problem, problemAt } from '../../findings/finding.ts';
import type { Host } from '../../pipeline/host.ts';

/**
 * The key of the examples. Its 32 bytes are sha256("mkapkovl example key: replace me"), so that nobody knows a
 * private key for it: a machine that is built with it lets nobody in.
 */
export const exampleKey = 'AAAAC3NzaC1lZDI1NTE5AAAAIHlUZThcYkP2cRpFX51jJfGU6N5M8+bBTgB1ehfuCExw';

export function check(host: Host): Problem[] {
  return [...noWayIn(host), ...exampleKeys(host), ...userIsRoot(host), ...promptWithoutInstaller(host)];
}

function noWayIn({ access: { root, users } }: Host): Problem[] {
  const accounts = [root, ...Object.values(users)];
  const open = accounts.some((account) => account.authorized_keys.length > 0 || account.password !== undefined);
  return open ? [] : [problem('access-no-way-in', ['access'], undefined)];
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

function userIsRoot({ access: { users } }: Host): Problem[] {
  return Object.keys(users)
    .filter((name) => systemAccounts.has(name))
    .map((name) => problemAt('access-system-account', { path: ['access', 'users', name], key: true }, { name }));
}

/** Accounts that Alpine's packages bring (alpine-baselayout, openssh, chrony, qemu). */
const systemAccounts = new Set([
  'root',
  'bin',
  'daemon',
  'sync',
  'shutdown',
  'halt',
  'nobody',
  'sshd',
  'chrony',
  'qemu',
]);

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
