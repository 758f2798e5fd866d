import type { Path, Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { isOpen, isOpenBySsh, people } from '../../host/ways-in.ts';
import { missingGroup, takenBy } from '../../target/accounts.ts';
import { damagedKey, hasSecondKey, unreadableOption } from '../../target/ssh-keys.ts';
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
    ...keysBehindMounts(host),
    ...exampleKeys(host),
    ...damagedKeys(host),
    ...lostKeys(host),
    ...systemAccounts(host),
    ...groupsMissing(host),
    ...promptWithoutInstaller(host),
  ];
}

function noWayIn(host: Host): Problem[] {
  return isOpen(host) ? [] : [problem('access-no-way-in', ['access'], undefined)];
}

/**
 * A machine that is installed already may be reachable only by ssh, perhaps with a password. Keys on it that the
 * profile does not have stay, so this may be intended.
 */
function noWayInBySsh(host: Host): Problem[] {
  if (host.install.mode !== 'existing' || !isOpen(host)) return [];
  return isOpenBySsh(host) ? [] : [problem('access-console-only', ['access'], undefined)];
}

/** sshd reads keys in homes; what waits for a network or for a person to mount it has none until then. */
function keysBehindMounts(host: Host): Problem[] {
  const { root, users } = host.access;
  const { mounts } = host.storage;
  const uncertain = Object.entries(mounts).filter(
    ([, { type, options }]) => type === 'nfs' || options.some((option) => /^(noauto|nofail|_netdev)$/.test(option)),
  );
  const open = people(host).filter((user) => user.authorized_keys.length > 0 || user.password !== undefined);
  const names = Object.keys(users).filter((name) => open.includes(users[name]!));
  const above = names.map((name) => uncertain.find(([folder]) => `/home/${name}/`.startsWith(`${folder}/`))?.[0]);
  const otherWay = root.authorized_keys.length > 0 || [root, ...open].some(({ password }) => password !== undefined);
  if (otherWay || names.length === 0 || above.includes(undefined)) return [];
  const values = { names: names.join(', '), folders: [...new Set(above)].join(', ') };
  return [problem('access-behind-mount', ['access', 'users', names[0]!, 'authorized_keys'], values)];
}

/** Each key that may log in, with its place. */
function authorizedKeys({ access: { root, users } }: Host): { key: string; path: Path }[] {
  const accounts = [
    { keys: root.authorized_keys, path: ['access', 'root', 'authorized_keys'] },
    ...Object.entries(users).map(([name, user]) => ({
      keys: user.authorized_keys,
      path: ['access', 'users', name, 'authorized_keys'],
    })),
  ];
  return accounts.flatMap(({ keys, path }) => keys.map((key, index) => ({ key, path: [...path, index] })));
}

function exampleKeys(host: Host): Problem[] {
  return authorizedKeys(host).flatMap(({ key, path }) =>
    key.includes(exampleKey) ? [problem('access-example-key', path, undefined)] : [],
  );
}

/** sshd passes over a key that it cannot read, and its owner is locked out. */
function damagedKeys(host: Host): Problem[] {
  return authorizedKeys(host).flatMap(({ key, path }) => {
    const type = damagedKey(key);
    return type === undefined ? [] : [problem('access-key-damaged', path, { type })];
  });
}

/** sshd reads a second key as a comment, and passes over a key with an option that it cannot read: without a word. */
function lostKeys(host: Host): Problem[] {
  return authorizedKeys(host).flatMap(({ key, path }) => {
    if (damagedKey(key) !== undefined) return [];
    const option = unreadableOption(key);
    return [
      ...(hasSecondKey(key) ? [problem('access-keys-in-one-text', path, undefined)] : []),
      ...(option ? [problem('access-key-option-unreadable', path, option)] : []),
    ];
  });
}

function systemAccounts({ access: { users }, packages }: Host): Problem[] {
  return Object.keys(users).flatMap((name) => {
    const what = takenBy(name, packages);
    return what
      ? [problemAt('access-system-account', { path: ['access', 'users', name], key: true }, { name, what })]
      : [];
  });
}

/** Each user has a group of the same name, and packages bring theirs; the agent fails for any other. */
function groupsMissing({ access: { users }, packages }: Host): Problem[] {
  return Object.entries(users).flatMap(([name, { groups }]) =>
    groups.flatMap((group, index) => {
      const missing = Object.hasOwn(users, group) ? undefined : missingGroup(group, packages);
      return missing
        ? [problem('group-unknown', ['access', 'users', name, 'groups', index], { group, ...missing })]
        : [];
    }),
  );
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
