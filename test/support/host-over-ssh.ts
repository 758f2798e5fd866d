import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launcher } from './alpine/userland.ts';
import { folderWith, run } from './run.ts';
import { type Server, serve } from './sshd.ts';

export interface RunningHost extends Server {
  /** With the profile kvm1.yaml, and its overlay and manifest in out/. */
  cwd: string;
  /** What the overlay was unpacked to. */
  root: string;
}

/**
 * A host whose root is a folder with an unpacked overlay: what is asked over ssh is answered there by the shell and the
 * applets of the target; for another user than root, without root's rights.
 */
export async function hostOf(
  profile: string,
  user: 'root' | 'nobody' = 'root',
  files: Record<string, string> = {},
): Promise<RunningHost> {
  const cwd = folderWith({ 'kvm1.yaml': profile, ...files });
  chmodSync(cwd, 0o755);
  const built = await run(['build', 'kvm1.yaml'], { cwd });
  if (built.status !== 0) throw new Error(built.stderr);
  const root = path.join(cwd, 'root');
  mkdirSync(root, { mode: 0o755 });
  execFileSync('tar', ['-xzpf', path.join(cwd, 'out/least.apkovl.tar.gz'), '-C', root]);
  const start = path.join(cwd, 'sh');
  const options = { cwd: root, env: { MKAPKOVL_ROOT: root }, ...(user === 'nobody' ? { user: 65534 } : {}) };
  const nobody = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;
  // Alpine's root is entered as that user.
  const becomes = user === 'nobody' && !process.env.MKAPKOVL_ALPINE_ROOT;
  const words: [string, ...string[]] = becomes ? [...nobody, 'ash', '-s'] : ['ash', '-s'];
  writeFileSync(start, launcher(words, options), { mode: 0o755 });
  // What it answers is kept, so that a test can look at what was sent.
  return { ...(await serve(`cd / && ${start} | tee "$(dirname "$0")/sent"`)), cwd, root };
}
