import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type AlpineRoot, describeWithAlpine } from '../../support/alpine/root.ts';
import { type InstallablePackage, writeRepository } from '../../support/apk-package.ts';
import { testKey } from '../../support/apk-repository.ts';

const repositories = 'http://127.0.0.1:1/v3.19/main\n';
const keyName = 'bundle.rsa.pub';
const key = testKey(keyName);
const bundle = 'media/sdb1/bundle';

const hello: InstallablePackage[] = [
  { name: 'hello', depends: 'hello-data', files: { 'usr/bin/hello': 'hello\n', 'etc/hello.conf': 'of the package\n' } },
  { name: 'hello-data', version: '2.1-r3', files: { 'usr/share/hello/data': 'data\n' } },
];
/** What an installation to a BIOS machine takes besides. */
const system = 'alpine-base linux-lts mkinitfs sfdisk e2fsprogs syslinux acct'.split(' ').map((name) => ({ name }));

/** A system with the medium at /media/sdb1; what it wants from a network is `hello`. */
function withBundle(copy: () => AlpineRoot, packages: InstallablePackage[] = hello, signedBy = key): AlpineRoot {
  const root = copy();
  const build = 'ab'.repeat(32);
  root.write('etc/mkapkovl/build-id', `${build}\n`);
  root.write('etc/mkapkovl/install.conf', "INSTALL_RELEASE='3.19'\nINSTALL_KERNEL='lts'\nPASSPHRASE='none'\n");
  root.write('etc/mkapkovl/world', 'alpine-base\n');
  root.write('etc/mkapkovl/packages', 'hello\n');
  root.write('etc/apk/repositories', repositories);
  root.write(`etc/apk/keys/${keyName}`, key.public);
  root.write('proc-of-test/self/mountinfo', '7 1 8:17 / /media/sdb1 ro - vfat /dev/sdb1 ro\n');
  root.write('media/sdb1/boot/mkapkovl.json', JSON.stringify({ hosts: [{ build_id: build }] }));
  writeRepository(path.join(root.folder, bundle), packages, signedBy);
  return root;
}

const steps = `
agent=/etc/mkapkovl/agent MKAPKOVL_HERE=yes
for part in common medium converge/tools converge/waits converge/attached converge/bundle converge/packages; do . $agent/$part.sh; done
mkdir -p "$state/steps"
MKAPKOVL_WAIT=0
needs() { return 0; }
broke() { :; }
`;
const converge = `${steps}
step repositories Repositories repositories && step packages Packages packages`;

const installer = `
agent=/etc/mkapkovl/agent MKAPKOVL_HERE=yes
for part in common release medium preflight bundle target; do . $agent/$part.sh; done
run=/run/mkapkovl target=/mnt firmware=bios loader=extlinux
mkdir -p $run /var/log "$state/steps"
`;
/** What setup-disk does with apk (alpine-conf 3.17, setup-disk.in). */
const setupDisk = `
mkdir -p /mnt/etc/apk/keys /mnt/proc /mnt/dev
cp /etc/apk/repositories /mnt/etc/apk/ && cp /etc/apk/keys/* /mnt/etc/apk/keys/
echo 'of the overlay' > /mnt/etc/hello.conf
echo etc/hello.conf | apk add --root /mnt --initdb --quiet --progress --update-cache --clean-protected \\
  --overlay-from-stdin --repository ${repositories.trim()} acct linux-lts alpine-base syslinux > /dev/null || exit
`;

describeWithAlpine('the real apk, without a network', (copy) => {
  test('converges from the bundle, and leaves the repositories as they are', () => {
    const root = withBundle(copy);
    const { status, said } = root.run(converge);
    expect(status, said).toBe(0);
    expect(root.read('usr/bin/hello')).toBe('hello\n');
    expect(root.read('usr/share/hello/data')).toBe('data\n');
    expect(root.read('etc/apk/world').split('\n')).toContain('hello');
    expect(root.read('etc/apk/repositories')).toBe(repositories);
  });

  test('installs world, the list of the agent and what setup-disk wants', () => {
    const root = withBundle(copy, [...hello, ...system]);
    const { status, said } = root.run(
      `${installer} bundle_is_whole && use_bundle || exit
${setupDisk} add_listed || { echo "$reason"; exit 1; }
apk --root /mnt info -e hello hello-data linux-lts acct`,
    );
    expect(said).toBe('hello\nhello-data\nlinux-lts\nacct\n');
    expect(status).toBe(0);
    expect(root.read('mnt/usr/bin/hello')).toBe('hello\n');
    expect(root.read('mnt/etc/apk/world').split('\n')).toEqual(
      expect.arrayContaining(['alpine-base', 'hello', 'linux-lts']),
    );
    expect(root.read('mnt/etc/apk/repositories')).toBe(repositories);
    // The overlay's file stays, and apk puts none beside it.
    expect(root.read('mnt/etc/hello.conf')).toBe('of the overlay\n');
    expect(root.run('ls /mnt/etc').said).not.toContain('apk-new');
  });

  test('says before the first write what an installation lacks, though the live system has it', () => {
    const root = withBundle(copy, hello);
    root.run(`apk add --no-network --repository /${bundle} hello`);
    const { status, said } = root.run(`${installer} bundle_is_whole; [ -z "$whole" ]`);
    expect(status).toBe(0);
    expect(said).toMatch(/does not have all packages: .*acct \(no such package\)/);
    expect(said).not.toMatch(/hello/);
  });

  test.each([
    ['another key of that name', testKey(keyName)],
    ['a key that the system does not have', testKey('other.rsa.pub')],
  ])('does not trust an index signed with %s, and says what to do', (_, signedBy) => {
    const root = withBundle(copy, hello, signedBy);
    const { status, said } = root.run(converge);
    expect(status).not.toBe(0);
    expect(said).toContain('not signed with a key in /etc/apk/keys: build the overlay with --bundle-key');
    expect(root.run('ls /usr/bin/hello').status).not.toBe(0);
  });

  test('installs no package that is not what the index says', () => {
    const root = withBundle(copy);
    const file = path.join(root.folder, bundle, 'x86_64/hello-1.0-r0.apk');
    const bytes = readFileSync(file);
    writeFileSync(
      file,
      bytes.map((byte, at) => (at === bytes.length - 20 ? byte ^ 1 : byte)),
    );
    const { status, said } = root.run(converge);
    expect(status).not.toBe(0);
    expect(said).toMatch(/Packages: FAILED: hello: /);
  });

  test('lists what verify compares with the lock', () => {
    const root = withBundle(copy);
    const lock = root
      .run("awk '/^P:/ { name = substr($0, 3) } /^V:/ { print name, substr($0, 3) }' /lib/apk/db/installed | sort")
      .said.replace(/^busybox .*$/m, 'busybox 0.1-r0');
    root.write('etc/mkapkovl/packages.lock', lock);
    const { said } = root.run(`agent=/etc/mkapkovl/agent
. $agent/common.sh; . $agent/verify.sh
form=text errors=0 warnings=0 found_any='' unseen=''
verify_lock; echo "$errors $warnings"`);
    expect(said).toMatch(
      /^warning: The package busybox has the version 1\.\S+, but the lock has 0\.1-r0\. \[lock-version\]/,
    );
    expect(said).toMatch(/\n0 1\n$/);
  });
});
