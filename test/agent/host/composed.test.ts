import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applet, onTarget } from '../../support/alpine/userland.ts';
import { folderWith, leastProfile, run } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';
import { converge, machine } from '../converge/machine.ts';
import { fakeRoot } from '../support.ts';

const at = 'etc/wireguard/wg0.conf';

function target() {
  const root = machine({
    'etc/mkapkovl/composed': `${at}\t0600\t0:0\tpieces/1.0,secrets/file.1.key\n`,
    'etc/mkapkovl/pieces/1.0': 'PrivateKey = ',
    'etc/mkapkovl/secrets/file.1.key': 'planted',
    'etc/mkapkovl/build-id': 'abc\n',
    'etc/mkapkovl/files': 'file\t0644\t0:0\t-\tetc/fstab\n',
  });
  root.stub('chown', 'exit 0');
  root.stub(
    'stat',
    `case $2 in "%a %u:%g") echo "$(${applet('stat')} -c %a "$3") 0:0" ;; *) exec ${applet('stat')} "$@" ;; esac`,
  );
  converge(root);
  return root;
}

describeWith(['applets', 'setsid', 'tar'], 'a file with a secret', () => {
  test('is compared by verify, which does not show it', () => {
    const root = target();
    const found = () => {
      const { stdout } = root.run('usr/local/bin/mkapkovl-host', { arguments: ['verify', '--json'] });
      expect(stdout).not.toContain('planted');
      const findings: { code: string; target?: string; path: string }[] = JSON.parse(stdout);
      return findings.filter((each) => each.target === at).map(({ code, path: key }) => `${code} ${key}`);
    };
    const pointer = '/files/~1etc~1wireguard~1wg0.conf';
    expect(found()).toEqual([]);
    root.write(at, 'PrivateKey = planted', 0o644);
    expect(found()).toEqual([`file-mode ${pointer}`]);
    root.write(at, 'by hand', 0o600);
    expect(found()).toEqual([`file-changed ${pointer}`]);
    rmSync(path.join(root.folder, at));
    expect(found()).toEqual([`file-missing ${pointer}`]);
  });

  test('of a profile is what the machine makes of the overlay', async () => {
    const profile = `${leastProfile}files:
  /etc/wireguard/wg0.conf: { content: ["PrivateKey = ", { secret: key }, "\\n# %s $HOME \\\\ '\\n"], secrets: { key: { env: KEY } } }
  /root/.netrc: { secret: { file: netrc }, mode: "0400" }\n`;
    const bytes = 'machine a\n\tpassword \\n"\n\n';
    const cwd = folderWith({ 'least.yaml': profile, netrc: bytes });
    const env = { KEY: '$(x) \'\\1& "' };
    expect((await run(['build', 'least.yaml'], { cwd, env })).status).toBe(0);
    const root = fakeRoot();
    const overlay = path.join(cwd, 'out/least.apkovl.tar.gz');
    execFileSync('tar', ['-xzf', overlay, '-C', root.folder, '--no-same-owner']);
    root.stub('chown', 'exit 0');
    const { status } = root.run('etc/mkapkovl/agent/compose.sh', { env: { MKAPKOVL_HERE: 'yes' } });
    expect(status).toBe(0);
    expect(root.read(at)).toBe(`PrivateKey = ${env.KEY}\n# %s $HOME \\ '\n`);
    expect(root.read('root/.netrc')).toBe(bytes);
    expect(statSync(path.join(root.folder, 'root/.netrc')).mode & 0o777).toBe(0o400);
  });

  test('is there before networking, and after the file systems of the machine', () => {
    const words = 'need() { echo need "$@"; }; after() { echo after "$@"; }; before() { echo before "$@"; }';
    const script = `${words}\n${readFileSync('overlays/agent/etc/init.d/mkapkovl-files', 'utf8')}\ndepend`;
    const { stdout } = onTarget(['ash', '-c', script], { cwd: process.cwd() });
    expect(stdout).toMatch(/^after .*\blocalmount\b/m);
    expect(stdout).toMatch(/^before .*\bnetworking\b.*\bwpa_supplicant\b/m);
  });
});
