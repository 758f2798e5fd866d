import { chmodSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostOf, type RunningHost } from '../../support/host-over-ssh.ts';
import { folderWith, leastProfile, run } from '../../support/run.ts';
import { serve, sshd } from '../../support/sshd.ts';
import { describeWith } from '../../support/tools.ts';

const guests = `libvirt: { pools: { default: { type: dir, path: /srv/images } } }
vms: { homeassistant: { memory: 1GiB } }
`;
const profile = `${leastProfile}${guests}packages: [htop]\nservices: { crond: default }\nfiles: { /etc/own: { content: "one\\n" } }\n`;

const drift = ({ host, cwd, env }: RunningHost, ...argv: string[]) =>
  run(['diff', 'kvm1.yaml', host, ...argv], { cwd, env });
const write = ({ root }: RunningHost, name: string, text: string) => writeFileSync(path.join(root, name), text);
/** As the agent leaves it: the packages that it adds are in world. */
async function installed(text = profile, user?: 'nobody'): Promise<RunningHost> {
  const host = await hostOf(text, user);
  write(host, 'etc/apk/world', `${worldOfAlpine}\n${(await packagesOf(host)).join('\n')}\n`);
  for (const name of ['etc/.default_boot_services', 'etc/runlevels/default/mkapkovl-install'])
    rmSync(path.join(host.root, name));
  symlinkSync('/etc/init.d/hwclock', path.join(host.root, 'etc/runlevels/boot/hwclock'));
  return host;
}
const worldOfAlpine = 'alpine-base\nlinux-lts\ngrub-efi';
async function packagesOf({ cwd }: RunningHost): Promise<string[]> {
  const read = (name: string) => run(['inspect', 'out/least.apkovl.tar.gz', name], { cwd });
  const texts = [await read('etc/apk/world'), await read('etc/mkapkovl/packages')];
  return texts.flatMap(({ stdout }) => stdout.split('\n').filter(Boolean));
}

// Only root can unpack an overlay with its owners.
const ifRoot = describe.skipIf(process.geteuid?.() !== 0);
const tools = ['applets', sshd, 'ssh-keygen', 'tar', 'setpriv'];

ifRoot('as root', () =>
  describeWith(tools, 'a running host over a real ssh', () => {
    test('as it was installed equals its profile, its overlay and its manifest', async () => {
      const host = await installed();
      for (const name of ['kvm1.yaml', 'out/least.apkovl.tar.gz', 'out/least.manifest.json'])
        expect(await run(['diff', name, host.host], host), name).toEqual({
          status: 0,
          stdout: 'no differences\n',
          stderr: '',
        });
      expect(await run(['diff', host.host, 'kvm1.yaml'], host)).toMatchObject({ status: 0 });
    });

    test('what was changed by hand is drift: by meaning, by files, and by modes', async () => {
      const host = await installed();
      write(host, 'etc/own', 'two\n');
      chmodSync(path.join(host.root, 'etc/hostname'), 0o666);
      rmSync(path.join(host.root, 'etc/mkapkovl/libvirt/domains/homeassistant.xml'));
      rmSync(path.join(host.root, 'etc/runlevels/default/crond'));
      symlinkSync('/etc/init.d/nginx', path.join(host.root, 'etc/runlevels/default/nginx'));
      const rest = (await packagesOf(host)).filter((name) => name !== 'htop');
      write(host, 'etc/apk/world', `${worldOfAlpine}\n${rest.join('\n')}\nnmap\n`);
      const { status, stdout, stderr } = await drift(host);
      expect({ status, stderr }).toEqual({ status: 4, stderr: '' });
      const lines = stdout.split('\n');
      expect(lines.slice(1, lines.indexOf(''))).toEqual([
        'service nginx added',
        'package nmap added',
        'package htop removed',
        'guest homeassistant removed',
      ]);
      expect(stdout).toContain('-one\n+two\n');
      expect(stdout).toContain('etc/hostname: mode 0644 → 0666\n');
    });

    test('a service of the host is no difference if Alpine itself adds it, and neither is a folder that a package narrowed', async () => {
      const host = await installed();
      symlinkSync('/etc/init.d/hostname', path.join(host.root, 'etc/runlevels/boot/hostname'));
      chmodSync(path.join(host.root, 'etc/libvirt'), 0o700);
      write(host, 'etc/conf.d/libvirtd', 'rc_ulimit="${rc_ulimit:-} -l unlimited"\n');
      expect(await drift(host)).toMatchObject({ status: 0, stdout: 'no differences\n' });
      chmodSync(path.join(host.root, 'etc/libvirt'), 0o777);
      expect((await drift(host)).stdout).toContain('etc/libvirt: mode 0755 → 0777\n');
    });

    test('a file that only an older overlay has is named, because the table of the host has it', async () => {
      const host = await installed();
      writeFileSync(path.join(host.cwd, 'kvm1.yaml'), profile.replace(/^files:.*\n/m, ''));
      const { status, stdout } = await drift(host);
      expect(status).toBe(4);
      expect(stdout).toContain('+++ b/etc/own\n');
    });

    test('what a user may not read is not known, and never missing', async () => {
      const closed = 'files: { /etc/own: { content: "one\\n", mode: "0600" }, /etc/closed/x: { content: "x\\n" } }\n';
      const text = profile.replace(/^files:.*\n/m, closed);
      const host = await installed(text, 'nobody');
      chmodSync(path.join(host.root, 'etc/closed'), 0o700);
      rmSync(path.join(host.root, 'etc/hostname'));
      const { status, stdout, stderr } = await drift(host);
      expect(stderr).toBe('');
      expect(status).toBe(4);
      expect(stdout).toContain('--- a/etc/hostname\n+++ /dev/null\n');
      expect(stdout.slice(stdout.indexOf('Not known'))).toBe(
        'Not known, because this user may not read them on the host\netc/closed/x\netc/own\netc/ssh/sshd_config.d/mkapkovl.conf\n',
      );
      expect(JSON.parse((await drift(host, '--format', 'json')).stdout).result).toMatchObject({
        unread: ['etc/closed/x', 'etc/own', 'etc/ssh/sshd_config.d/mkapkovl.conf'],
        files: [{ path: 'etc/hostname', change: 'removed' }],
      });
    });
  }),
);

ifRoot('as root', () =>
  describeWith(tools, 'secrets of a running host', () => {
    const secret = 'correct-horse-battery';
    const text = `${profile.replace(/^files:.*\n/m, '')}files: { /etc/psk: { secret: { file: psk } } }\n`;

    test('stay there: only their digests are sent, and nothing of them is printed', async () => {
      const host = await hostWithSecret(`${secret}-1\n`);
      const overlay = 'out/least.apkovl.tar.gz';
      const before = await run(['diff', overlay, host.host, '--format', 'json'], host);
      const { files, unknown } = JSON.parse(before.stdout).result;
      expect({ secrets: files.filter(({ path }: { path: string }) => path.includes('secret')), unknown }).toEqual({
        secrets: [],
        unknown: [],
      });
      const kept = secretFileOf(host);
      writeFileSync(kept, `${secret}-2`);
      for (const format of ['text', 'json', 'markdown']) {
        const { stdout, stderr } = await run(['diff', overlay, host.host, '--format', format], host);
        expect(stdout).toContain('another secret');
        if (format === 'text') expect(stdout).toMatch(/^etc\S+: a secret → another secret$/m);
        expect(stdout + stderr).not.toContain(secret);
      }
      expect(readFileSync(path.join(host.folder, 'sent'), 'latin1')).not.toContain(secret);
    });

    test('that are in a file of the overlay by now are masked', async () => {
      const host = await installed();
      write(host, 'etc/own', `psk=${secret}\npassword: ${secret}\n`);
      for (const format of ['text', 'json', 'markdown']) {
        const { status, stdout, stderr } = await drift(host, '--format', format);
        expect(status).toBe(4);
        expect(stdout + stderr).not.toContain(secret);
      }
    });

    test('of a profile are not compared, and named', async () => {
      const host = await hostWithSecret(`${secret}-1\n`);
      expect((await drift(host)).stdout).toMatch(/not compared:?\netc\/mkapkovl\/secrets\/file\./);
    });

    async function hostWithSecret(value: string): Promise<RunningHost> {
      const host = await hostOf(text, 'root', { psk: value });
      write(host, 'etc/apk/world', `${worldOfAlpine}\n${(await packagesOf(host)).join('\n')}\n`);
      return host;
    }

    const secretFileOf = ({ root }: RunningHost) => {
      const folder = path.join(root, 'etc/mkapkovl/secrets');
      return path.join(folder, readdirSync(folder).find((name) => name.startsWith('file.'))!);
    };
  }),
);

describeWith([sshd, 'ssh-keygen'], 'a host that cannot be read: exit 3, and nothing printed', () => {
  const files = { 'a.yaml': leastProfile };
  const from = async (command: string, also: Record<string, string> = {}) => {
    const { host, env } = await serve(command);
    return run(['diff', 'a.yaml', host], { cwd: folderWith(files), env: { ...env, ...also } });
  };

  test('a key that the host does not take: the reason is what ssh said', async () => {
    const { host, env, folder } = await serve('true');
    writeFileSync(path.join(folder, 'authorized'), '');
    const { status, stdout, stderr } = await run(['diff', 'a.yaml', host], { cwd: folderWith(files), env });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(/cannot be read: .*Permission denied \(publickey\).* \[host-not-reached\]/);
    expect(stderr).toContain(`ssh -o BatchMode=yes ${host} true`);
  });

  test.each([
    ['nothing', 'cat > /dev/null', 'it is empty'],
    ['another program', 'cat > /dev/null; echo Welcome', 'it is not what the script prints'],
    ['an answer that is cut off', 'cat > /dev/null; printf "mkapkovl host files 1\\nthere\\t81a4"', 'it is truncated'],
    ['endless output', 'cat > /dev/null; cat /dev/zero', 'it printed more than 64 MiB'],
  ])('%s', async (_, command, reason) => {
    const { status, stdout, stderr } = await from(command);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr).toMatch(/\[host-answer-invalid\]|\[host-not-reached\]/);
  });

  test('what the host says cannot steer the terminal', async () => {
    const { status, stderr } = await from("cat > /dev/null; printf '\\033[2Jgone\\n' >&2; exit 1");
    expect(status).toBe(3);
    expect(stderr).not.toContain('\u001b');
  });
});
