import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { folderWith } from './run.ts';

/** Where Debian puts it. */
export const sshd = '/usr/sbin/sshd';

export interface Server {
  /** As `diff` takes it. */
  host: string;
  /** For the program: `ssh` in its PATH is the real one, with a configuration of this test and no other. */
  env: Record<string, string>;
  folder: string;
}

/**
 * A real sshd with keys of its own, run by the user who runs the tests, on a free port of this machine. Whatever is asked
 * for, it runs `command` instead, with what was sent on its standard input.
 */
export async function serve(command: string): Promise<Server> {
  const folder = folderWith();
  chmodSync(folder, 0o755);
  const file = (name: string) => path.join(folder, name);
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', key, '-f', file(key)]);
  copyFileSync(file('user.pub'), file('authorized'));
  const port = await freePort();
  writeFileSync(file('forced'), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  writeFileSync(
    file('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('authorized')}`,
      `PidFile ${file('pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      `ForceCommand ${file('forced')}`,
      '',
    ].join('\n'),
  );
  const { username } = userInfo();
  writeFileSync(
    file('ssh_config'),
    [
      'Host box',
      'HostName 127.0.0.1',
      `Port ${port}`,
      `IdentityFile ${file('user')}`,
      'IdentitiesOnly yes',
      `UserKnownHostsFile ${file('known')}`,
      'StrictHostKeyChecking yes',
      '',
    ].join('\n'),
  );
  execFileSync('sh', ['-c', `printf '[127.0.0.1]:${port} ' | cat - host.pub > known`], { cwd: folder });
  // Its room for privilege separation (sshd(8), FILES), which the package's service makes.
  if (process.geteuid?.() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 });
  const server = spawn(sshd, ['-D', '-e', '-f', file('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void server.kill());
  await listening(server.stderr);
  mkdirSync(file('bin'));
  writeFileSync(file('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${file('ssh_config')}' "$@"\n`, { mode: 0o755 });
  return { host: `${username}@box`, env: { PATH: `${file('bin')}:${process.env.PATH}` }, folder };
}

async function listening(said: NodeJS.ReadableStream): Promise<void> {
  let text = '';
  for await (const piece of said) {
    text += piece;
    if (/Server listening/.test(text)) break;
  }
  if (!/Server listening/.test(text)) throw new Error(`sshd does not start: ${text}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
