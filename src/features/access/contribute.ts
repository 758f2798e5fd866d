import type { Host } from '../../host/host.ts';
import { isSecretSource } from '../../profile/secret.ts';
import { agentFolder, secretsFolder } from '../../target/paths.ts';
import { releaseFacts } from '../../target/releases.ts';
import type { Row } from '../../target/tables.ts';
import type { FileRequest } from '../../tree/request.ts';
import { tableFile } from '../../tree/table.ts';
import type { Contribution } from '../feature.ts';

type Password = Host['access']['root']['password'];

export function contribute(host: Host): Contribution {
  const { root, users, ssh } = host.access;
  const accounts = Object.entries(users);
  const { sshdConfigFolder } = releaseFacts[host.alpine.release];
  return {
    packages: [
      { name: 'openssh', paths: [['access']] },
      ...accounts
        .filter(([, { groups }]) => groups.includes('wheel'))
        .map(([name]) => ({ name: 'doas', paths: [['access', 'users', name, 'groups']] })),
    ],
    services: [{ name: 'sshd', runlevel: 'default', paths: [['access']] }],
    files: [
      {
        path: sshdConfigFolder ? 'etc/ssh/sshd_config.d/mkapkovl.conf' : 'etc/ssh/sshd_config',
        view: {
          template: 'access/sshd_config',
          values: { passwords: yesOrNo(ssh.passwords), forwarding: yesOrNo(ssh.forwarding), whole: !sshdConfigFolder },
        },
        mode: 0o600,
        paths: [['access', 'ssh']],
      },
      // The agent creates the accounts and sets the passwords: an /etc/passwd, shadow or group file in the overlay
      // would replace those of the packages, with all their accounts.
      tableFile('users', accountRows(host.access), [['access']]),
      ...(root.authorized_keys.length > 0
        ? [authorizedKeys('root/.ssh/authorized_keys', root.authorized_keys, ['access', 'root', 'authorized_keys'])]
        : []),
      // The overlay cannot contain the home folder: its numeric owner is known only after the agent has created the
      // account.
      ...accounts
        .filter(([, user]) => user.authorized_keys.length > 0)
        .map(([name, user]) =>
          authorizedKeys(`${agentFolder}/authorized_keys/${name}`, user.authorized_keys, [
            'access',
            'users',
            name,
            'authorized_keys',
          ]),
        ),
      ...passwordSecret('root', root.password, ['access', 'root', 'password']),
      ...accounts.flatMap(([name, { password }]) =>
        passwordSecret(name, password, ['access', 'users', name, 'password']),
      ),
    ],
  };
}

function accountRows({ root, users }: Host['access']): Row<'users'>[] {
  return [
    { name: 'root', password: passwordKind(root.password), groups: '-' },
    ...Object.entries(users).map(([name, { groups, password }]) => ({
      name,
      password: passwordKind(password),
      groups: groups.join(',') || '-',
    })),
  ];
}

function authorizedKeys(path: string, keys: string[], from: string[]): FileRequest {
  return { path, view: { template: 'access/authorized_keys', values: { keys } }, mode: 0o600, paths: [from] };
}

function passwordSecret(name: string, password: Password, from: string[]): FileRequest[] {
  if (!password || !isSecretSource(password)) return [];
  return [{ path: `${secretsFolder}/password.${name}`, secret: password, paths: [from] }];
}

function passwordKind(password: Password): string {
  if (!password) return 'locked';
  return isSecretSource(password) ? 'hash' : 'prompt';
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
