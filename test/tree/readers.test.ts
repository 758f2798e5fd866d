import { chmodSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

async function codesOf(cwd: string): Promise<string[]> {
  const { stdout } = await run(['check', 'least.yaml', '--format', 'json'], { cwd });
  return JSON.parse(stdout).map(({ code, target }: { code: string; target?: string }) => `${code} ${target ?? ''}`);
}

const file = (at: string, mode = '0644') =>
  codesOf(
    folderWith({
      'least.yaml': `${leastProfile}packages: [eudev]\nservices: { local: default }\nfiles: { ${at}: { content: "#!/bin/sh\\n", mode: "${mode}" } }\n`,
    }),
  );

describe('a file that its reader takes is not reported', () => {
  test.each([
    ['/etc/modules-load.d/tun.conf', '0644'],
    ['/etc/modprobe.d/own.conf', '0644'],
    ['/etc/sysctl.d/99-own.conf', '0644'],
    ['/etc/local.d/own.start', '0755'],
    ['/etc/local.d/README', '0644'],
    ['/etc/periodic/daily/own.sh', '0755'],
    ['/etc/periodic/15min/own', '0755'],
    ['/etc/network/if-up.d/own', '0755'],
    ['/etc/udhcpc/post-bound/own', '0755'],
    ['/etc/profile.d/own.sh', '0644'],
    ['/etc/doas.d/own.conf', '0600'],
    ['/etc/sudoers.d/ops', '0440'],
    ['/etc/ssh/sshd_config.d/own.conf', '0644'],
    ['/etc/ssh/ssh_config.d/own.conf', '0644'],
    ['/etc/apk/keys/ana-5f6b.rsa.pub', '0644'],
    ['/etc/crontabs/ana', '0600'],
    ['/etc/conf.d/anything.at.all', '0644'],
    ['/etc/sysctl.d/99-own.conf.disabled', '0644'],
    ['/etc/nftables.d/own.nft', '0644'],
    ['/etc/zfs/zed.d/zed.rc', '0644'],
    ['/etc/udev/rules.d/70-own.rules', '0644'],
    ['/etc/dhcpcd/own', '0644'],
  ])('%s, %s', async (at, mode) => {
    expect(await file(at, mode)).toEqual([]);
  });
});

test.each(['pre-up', 'up', 'post-up', 'pre-down', 'down', 'post-down'])(
  'a script for if-%s.d has to be executable',
  async (when) => {
    expect(await file(`/etc/network/if-${when}.d/own`)).toEqual([`script-not-executable etc/network/if-${when}.d/own`]);
  },
);

test('a tree is judged like files, by the executable bit on the build machine', async () => {
  const script = 'tree/etc/periodic/daily/own';
  const cwd = folderWith({ 'least.yaml': `${leastProfile}overlays: [tree]\n`, [script]: '#!/bin/sh\n' });
  expect(await codesOf(cwd)).toEqual(['script-not-executable etc/periodic/daily/own']);
  chmodSync(path.join(cwd, script), 0o755);
  expect(await codesOf(cwd)).toEqual([]);
});

test('a folder that another file of the overlay names is read', async () => {
  const at = 'tree/etc/periodic/5min/own';
  const cwd = folderWith({ 'least.yaml': `${leastProfile}overlays: [tree]\n`, [at]: '#!/bin/sh\n' });
  chmodSync(path.join(cwd, at), 0o755);
  expect(await codesOf(cwd)).toEqual(['folder-not-read etc/periodic/5min/own']);
  const named = folderWith({
    'least.yaml': `${leastProfile}overlays: [tree]\n`,
    [at]: '#!/bin/sh\n',
    'tree/etc/crontabs/root': '*/5 * * * * run-parts /etc/periodic/5min\n',
  });
  chmodSync(path.join(named, at), 0o755);
  expect(await codesOf(named)).toEqual([]);
});

describe('a service', () => {
  const links = (links: Record<string, string>, services: string, files: Record<string, string> = {}) => {
    const profile = `${leastProfile}packages: [wireguard-tools]\noverlays: [tree]\nservices: { ${services} }\n`;
    const cwd = folderWith({ 'least.yaml': profile, 'tree/etc/init.d/.keep': '', ...files });
    for (const [name, target] of Object.entries(links)) symlinkSync(target, path.join(cwd, 'tree/etc/init.d', name));
    return codesOf(cwd);
  };

  test.each(['wg-quick', '/etc/init.d/wg-quick', './wg-quick'])('may be a link to %s', async (target) => {
    expect(await links({ 'wg-quick.wg0': target }, 'wg-quick.wg0: default')).toEqual([]);
  });

  test('may be a link to a link to a script of the tree', async () => {
    const cwd = { 'tree/etc/init.d/own': '#!/sbin/openrc-run\n' };
    const found = await links({ 'own.a': 'own.b', 'own.b': 'own' }, 'own.a: default', cwd);
    expect(found).toEqual(['script-not-executable etc/init.d/own']);
  });

  test('that is an instance needs its link', async () => {
    expect(await links({}, 'wg-quick.wg0: default')).toEqual([
      'service-instance-missing etc/runlevels/default/wg-quick.wg0',
    ]);
  });

  test('of a link that leads in a circle is not known', async () => {
    expect(await links({ a: 'b', b: 'a' }, 'a: default')).toEqual(['service-unknown etc/runlevels/default/a']);
  });

  test('that a tree links into a runlevel itself is looked at too', async () => {
    const cwd = folderWith({
      'least.yaml': `${leastProfile}overlays: [tree]\n`,
      'tree/etc/runlevels/default/.keep': '',
    });
    symlinkSync('/etc/init.d/loacl', path.join(cwd, 'tree/etc/runlevels/default/loacl'));
    expect(await codesOf(cwd)).toContain('service-unknown etc/runlevels/default/loacl');
  });
});
