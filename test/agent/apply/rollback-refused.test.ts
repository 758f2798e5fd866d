import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { debian } from '../../support/alpine/userland.ts';
import { signingKey } from '../../support/signing-keys.ts';
import { describeWith } from '../../support/tools.ts';
import { applied, bridge, type Machine, machine, overlay, plainPort, profile } from './machine.ts';
import { profileOf, signedOverlay } from './signed.ts';

const kept = 'var/lib/mkapkovl/kept';
const more = (name: string) => `${profile}packages: [${name}]\n`;

/** The code of the refusal; nothing is changed by it. */
function refused(on: Machine, ...words: string[]): string {
  const before = on.content();
  const { status, stdout, stderr } = on.host(['rollback', ...words, '--json']);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  const { result, findings } = JSON.parse(stdout);
  expect(result).toBeNull();
  expect(on.content()).toEqual(before);
  expect(findings[0].remedy).not.toBe('');
  return findings[0].code;
}

/** A machine that got one overlay after the other. */
async function after(...profiles: string[]): Promise<Machine> {
  const on = machine();
  for (const text of profiles) applied(on, await overlay(text));
  return on;
}

const withKey = (line: string) =>
  profile.replace(/authorized_keys: .*$/m, `authorized_keys: [${JSON.stringify(line)}] } }`);

describeWith(['applets', 'ssh-keygen'], 'mkapkovl-host rollback refuses, and changes nothing', () => {
  test('where nothing is kept: no overlay was applied', () => {
    expect(refused(machine())).toBe('rollback-nothing');
  });

  test('where only the overlay that is there is kept', async () => {
    expect(refused(await after(profile))).toBe('rollback-nothing');
  });

  test('a second time, because what it would go to is what it came from', async () => {
    const on = await after(more('htop'), more('jq'));
    expect(on.host(['rollback'])).toMatchObject({ status: 0 });
    expect(refused(on)).toBe('rollback-nothing');
  });

  test('to an overlay that was kept for another disk, loader or kernel', async () => {
    const on = await after(`${profile}boot: { loader: extlinux }\n`, more('jq'));
    expect(refused(on)).toBe('rollback-disk');
  });

  test('to an overlay none of whose ssh keys this machine accepts now', async () => {
    const on = await after(withKey(signingKey().line), profile);
    expect(refused(on)).toBe('rollback-keys');
    expect(refused(on, '--dry-run')).toBe('rollback-keys');
  });

  test('where another release of Alpine runs by now', async () => {
    const on = await after(more('htop'), more('jq'));
    on.write('etc/alpine-release', '3.24.0\n');
    expect(refused(on)).toBe('apply-release');
  });

  test('while a new network waits for confirm', async () => {
    const on = await after(profile + plainPort, more('jq') + plainPort);
    const { status } = on.host(['apply', await overlay(profile + bridge), '--seconds', '600'], { MKAPKOVL_PAUSE: '1' });
    expect(status).toBe(0);
    expect(refused(on)).toBe('apply-unconfirmed');
    expect(on.host(['confirm'])).toMatchObject({ status: 0 });
  });

  test('on a system that runs from memory: its medium decides', async () => {
    const on = await after(more('htop'), more('jq'));
    on.write('proc/mounts', 'tmpfs / tmpfs rw 0 0\n');
    expect(refused(on)).toBe('rollback-in-memory');
  });

  test('an overlay that is damaged, or was changed', async () => {
    const on = await after(more('htop'), more('jq'));
    writeFileSync(path.join(on.folder, kept, 'previous/overlay.apkovl.tar.gz'), 'x');
    expect(refused(on)).toBe('apply-damaged');
    rmSync(path.join(on.folder, kept, 'previous/overlay.apkovl.tar.gz'));
    expect(refused(on)).toBe('rollback-not-kept');
  });

  test('an overlay by a signer that this machine does not accept any more', async () => {
    const [old, young] = [signingKey(), signingKey()];
    const on = machine();
    applied(on, await signedOverlay(profileOf([old, young]), old, 1));
    applied(on, await signedOverlay(profileOf([young], 'packages: [jq]\n'), old, 2));
    expect(refused(on)).toBe('apply-signature');
  });

  test('an overlay from before the machine had signers', async () => {
    const key = signingKey();
    const on = machine();
    applied(on, await overlay(profile));
    applied(on, await signedOverlay(profileOf([key]), key, 1));
    expect(refused(on)).toBe('apply-unsigned');
  });

  test('what no other user may start, with exit status 2 for words that it does not take', async () => {
    const on = await after(more('htop'), more('jq'));
    on.stub('id', 'echo 1000');
    expect(refused(on)).toBe('apply-not-root');
    expect(on.host(['rollback', 'other.apkovl.tar.gz']).status).toBe(2);
  });
});

const filesOf = (on: Machine, which: string) => readdirSync(path.join(on.folder, kept, which)).sort();

describeWith(['applets', 'openssl'], 'what is kept', () => {
  test('can be read by root alone', async () => {
    const on = await after(more('htop'), more('jq'));
    const modeOf = (name: string) => (statSync(path.join(on.folder, kept, name)).mode & 0o777).toString(8);
    expect(['', 'current', 'previous', 'previous/overlay.apkovl.tar.gz'].map(modeOf)).toEqual([
      '700',
      '700',
      '700',
      '600',
    ]);
  });

  test('never has the passphrase of a disk, plain or encrypted', async () => {
    const encrypt = 'encrypt: { passphrase: { env: HASH }, overlay: plain }';
    const opening = profile.replace('mode: existing', `disk: { serial: ABC1 }, ${encrypt}`);
    const on = machine();
    on.stub('openssl', `exec ${debian('openssl')} "$@"`);
    applied(on, await overlay(profile));
    for (const options of [[], ['--encrypt']]) {
      const file = await overlay(opening, {}, ...options);
      expect(on.host(['apply', file], { MKAPKOVL_PASSPHRASE: 'correct horse' })).toMatchObject({ status: 0 });
      expect(filesOf(on, 'current')).toEqual(['reason', 'sha256']);
    }
    applied(on, await overlay(more('jq')));
    expect(filesOf(on, 'previous')).toEqual(['reason', 'sha256']);
    expect(refused(on)).toBe('rollback-not-kept');
  });

  test('is nothing of an overlay that was refused, or only looked at', async () => {
    const on = await after(profile);
    on.host(['apply', await overlay(profile.replace('kvm1', 'other'))]);
    on.host(['apply', await overlay(more('jq')), '--dry-run']);
    expect(
      Object.keys(on.snapshot()).filter((name) => name.startsWith(`${kept}/`) && !name.includes('/current')),
    ).toEqual([]);
  });
});
