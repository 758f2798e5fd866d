import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';
import { medium } from './bundle.ts';
import { install, liveSystem } from './programs.ts';
import type { LiveRoot } from './root.ts';

const mounts = [`7 1 8:17 / /${medium} ro - vfat /dev/sdb1 ro`];

/** An overlay, as far as it says which build it is. */
function overlayOf(build: string): string {
  const folder = folderWith({ 'etc/mkapkovl/build-id': `${build}\n` });
  execFileSync('tar', ['-czf', 'host.apkovl.tar.gz', 'etc'], { cwd: folder });
  return path.join(folder, 'host.apkovl.tar.gz');
}

/** A live system with its medium mounted, which will not be written to. */
function live(files: Record<string, string> = {}): { on: LiveRoot; build: string } {
  const on = liveSystem({ mounts, files });
  on.fault('case "${0##*/} $*" in mount\\ -o\\ remount*) exit 1 ;; esac');
  mkdirSync(path.join(on.root, medium), { recursive: true });
  return { on, build: on.read('etc/mkapkovl/build-id').trim() };
}

/** Puts overlays on the medium as `mkapkovl media iso` does: in an initramfs. */
function inInitramfs(on: LiveRoot, overlays: Record<string, string>): void {
  const folder = folderWith();
  mkdirSync(path.join(folder, 'mkapkovl/overlays'), { recursive: true });
  for (const [name, file] of Object.entries(overlays)) copyFileSync(file, path.join(folder, 'mkapkovl/overlays', name));
  mkdirSync(path.join(on.root, medium, 'boot'), { recursive: true });
  const archive = execFileSync('sh', ['-c', 'find mkapkovl | cpio --quiet -o -H newc | gzip'], { cwd: folder });
  writeFileSync(path.join(on.root, medium, 'boot/mkapkovl.gz'), archive);
}

const kept = (on: LiveRoot, name = '') => path.join(on.root, 'tmp/volumes/sda2/var/lib/mkapkovl/kept/current', name);
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describeWith(['applets', 'setsid', 'cpio'], 'the overlay that was installed', () => {
  test('is kept from the top of its medium for rollback, with its signature, readable only by root', () => {
    const { on, build } = live();
    const overlay = overlayOf(build);
    copyFileSync(overlayOf('another'), path.join(on.root, medium, 'a.apkovl.tar.gz'));
    copyFileSync(overlay, path.join(on.root, medium, 'kvm1.apkovl.tar.gz'));
    on.write(`${medium}/kvm1.sig`, 'a signature\n');
    expect(install(on).status).toBe(0);
    expect(readFileSync(kept(on, 'overlay.apkovl.tar.gz'))).toEqual(readFileSync(overlay));
    expect(readFileSync(kept(on, 'sha256'), 'utf8')).toBe(`${sha256(overlay)}\n`);
    expect(readFileSync(kept(on, 'overlay.sig'), 'utf8')).toBe('a signature\n');
    expect(statSync(path.dirname(kept(on))).mode & 0o777).toBe(0o700);
    // Its records are for everybody.
    expect(statSync(path.join(on.root, 'tmp/volumes/sda2/var/lib/mkapkovl')).mode & 0o777).toBe(0o755);
    expect(statSync(kept(on, 'overlay.apkovl.tar.gz')).mode & 0o777).toBe(0o600);
  });

  test('is kept from the initramfs of an ISO, which may have others', () => {
    const { on, build } = live();
    const overlay = overlayOf(build);
    on.write(`${medium}/boot/mkapkovl.json`, JSON.stringify({ hosts: [{ build_id: build }] }));
    inInitramfs(on, { 'a.apkovl.tar.gz': overlayOf('another'), 'kvm1.apkovl.tar.gz': overlay });
    expect(install(on).status).toBe(0);
    expect(sha256(kept(on, 'overlay.apkovl.tar.gz'))).toBe(sha256(overlay));
    expect(existsSync(path.join(on.root, 'run/mkapkovl/archive'))).toBe(false);
  });

  test('is not kept if it has the passphrase of the disk', () => {
    const { on, build } = live({ 'etc/mkapkovl/files': 'file\t0600\t0:0\t-\tetc/mkapkovl/secrets/luks-passphrase\n' });
    copyFileSync(overlayOf(build), path.join(on.root, medium, 'kvm1.apkovl.tar.gz'));
    expect(install(on).status).toBe(0);
    expect(existsSync(kept(on, 'overlay.apkovl.tar.gz'))).toBe(false);
    expect(readFileSync(kept(on, 'reason'), 'utf8')).toBe('it has the passphrase of the disk\n');
  });

  test('is not kept without a signature where the machine asks for one', () => {
    const { on, build } = live({ 'etc/mkapkovl/allowed_signers': 'ana ssh-ed25519 AAAA\n' });
    copyFileSync(overlayOf(build), path.join(on.root, medium, 'kvm1.apkovl.tar.gz'));
    expect(install(on).status).toBe(0);
    expect(existsSync(kept(on, 'overlay.apkovl.tar.gz'))).toBe(false);
    expect(readFileSync(kept(on, 'reason'), 'utf8')).toMatch(/^it has no signature on its medium/);
  });

  test('is not kept where not all of it can be read', () => {
    const { on, build } = live();
    const overlay = overlayOf(build);
    writeFileSync(path.join(on.root, medium, 'kvm1.apkovl.tar.gz'), readFileSync(overlay).subarray(0, -8));
    expect(install(on).status).toBe(0);
    expect(existsSync(kept(on, 'overlay.apkovl.tar.gz'))).toBe(false);
    expect(readFileSync(kept(on, 'reason'), 'utf8')).toMatch(/did not find it whole/);
  });

  test('is installed as well if it is on no medium, or encrypted, and the reason is kept', () => {
    const { on, build } = live();
    on.write(`${medium}/boot/mkapkovl.json`, JSON.stringify({ hosts: [{ build_id: build }] }));
    inInitramfs(on, { 'kvm1.apkovl.tar.gz.aes-256-cbc': overlayOf(build) });
    expect(install(on).status).toBe(0);
    expect(existsSync(kept(on, 'overlay.apkovl.tar.gz'))).toBe(false);
    expect(readFileSync(kept(on, 'reason'), 'utf8')).toMatch(/did not find it whole on its medium, or it is encrypted/);
  });
});
