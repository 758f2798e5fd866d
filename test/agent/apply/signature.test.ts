import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { debian } from '../../support/alpine/userland.ts';
import { signingKey } from '../../support/signing-keys.ts';
import { describeWith } from '../../support/tools.ts';
import { applied, bridge, type Machine, machine, overlay, plainPort, profile, refused } from './machine.ts';
import { guarded, profileOf, signatureOf, signedOverlay } from './signed.ts';

const record = (on: Machine) => on.read('etc/mkapkovl/applied').split(' ')[0];
const isThere = (on: Machine, name: string) => existsSync(path.join(on.folder, name));

describeWith(['applets', 'ssh-keygen'], 'a host with signers', () => {
  test('applies an overlay that one of them signed, says so, and remembers its serial number', async () => {
    const { on, later } = await guarded();
    const file = await later(11);
    const planned = on.host(['apply', file, '--dry-run']);
    expect(planned).toMatchObject({ status: 0, stderr: '' });
    expect(planned.stdout).toMatch(/^Signature: valid, by the key SHA256:\S{43}; serial number 11\.\n/);
    expect(record(on)).toBe('10');
    const { status, stdout } = on.host(['apply', file, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).result).toMatchObject({
      outcome: 'applied',
      signed_by: expect.stringMatching(/^SHA256:/),
    });
    expect(record(on)).toBe('11');
    expect(on.read('etc/mkapkovl/serial')).toBe('11\n');
    expect(isThere(on, 'var/lib/mkapkovl/apply')).toBe(false);
    expect(applied(on, file)).toContain('No change: this machine already matches the overlay.\n');
  });

  test('takes the signature from another place, and the overlay from standard input', async () => {
    const { on, later } = await guarded();
    const file = await later(11);
    on.write('fake/piped', `. "$MKAPKOVL_ROOT/fake/mkapkovl-host" < "${file}"`);
    const words = ['apply', '-', '--signature', signatureOf(file)];
    const { status, stderr } = on.run('fake/piped', { arguments: words });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(record(on)).toBe('11');
  });

  test('goes back to an older one with --allow-older alone, and then forward from there', async () => {
    const { on, later } = await guarded();
    const older = await later(5);
    expect(refused(on, [older])).toBe('apply-older');
    applied(on, older, '--allow-older');
    expect(record(on)).toBe('5');
    applied(on, await later(6, ''));
    expect(record(on)).toBe('6');
  });

  test('takes another build of the same number with --allow-older', async () => {
    const { on, later } = await guarded();
    applied(on, await later(10), '--allow-older');
    expect(record(on)).toBe('10');
  });

  test('that was installed from its medium knows the number of the overlay there', async () => {
    const { on, later } = await guarded();
    rmSync(path.join(on.folder, 'etc/mkapkovl/applied'));
    expect(refused(on, [await later(9)])).toBe('apply-older');
    expect(refused(on, [await later(10)])).toBe('apply-same-serial');
    applied(on, await later(11));
    expect(record(on)).toBe('11');
  });

  test('refuses as older what it cannot compare with a damaged record', async () => {
    const { on, later } = await guarded();
    on.write('etc/mkapkovl/applied', 'x\n');
    expect(refused(on, [await later(11)])).toBe('apply-older');
    applied(on, await later(11), '--allow-older');
    expect(record(on)).toBe('11');
  });

  test('that loses them by a signed overlay says from then on that it checks nothing', async () => {
    const { on, key } = await guarded();
    applied(on, await signedOverlay(profile, key, 11));
    expect(isThere(on, 'etc/mkapkovl/allowed_signers')).toBe(false);
    expect(applied(on, await overlay(`${profile}packages: [htop]\n`))).toContain('Signature: not checked');
  });
});

describeWith(['applets', 'ssh-keygen', 'openssl'], 'a signed overlay that is encrypted', () => {
  test('is verified before anyone is asked for its passphrase', async () => {
    const { on, key, later } = await guarded();
    on.stub('openssl', `exec ${debian('openssl')} "$@"`);
    const file = await later(11, 'packages: [htop]\n', key, '--encrypt');
    expect(refused(on, [file, '--signature', '/nowhere'])).toBe('apply-unsigned');
    expect(refused(on, [file])).toBe('apply-no-passphrase');
    const { status, stderr } = on.host(['apply', file], { MKAPKOVL_PASSPHRASE: 'correct horse' });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(record(on)).toBe('11');
  });
});

describeWith(['applets', 'ssh-keygen'], 'the serial number of an apply', () => {
  test('that failed does not count, and the same overlay completes it when its signers are others', async () => {
    const { on, key } = await guarded();
    const next = signingKey();
    applied(on, await signedOverlay(profileOf([key, next]), key, 11));
    const file = await signedOverlay(profileOf([next], 'packages: [e2fsprogs]\n'), key, 12);
    const failed = on.host(['apply', file], { FAIL: 'apk --no-progress' });
    expect(failed.status).toBe(1);
    expect(on.read('etc/mkapkovl/allowed_signers')).not.toContain(key.line);
    expect(record(on)).toBe('11');
    expect(refused(on, [await signedOverlay(profileOf([key]), key, 13)])).toBe('apply-signature');
    expect(applied(on, file)).toContain('Signature: verified before');
    expect(record(on)).toBe('12');
    expect(refused(on, [file])).toBe('apply-signature');
  });

  test('that was cut off while the first signers came does not lock the owner out', async () => {
    const key = signingKey();
    const on = machine();
    const file = await overlay(profileOf([key], 'packages: [e2fsprogs]\n'));
    expect(on.host(['apply', file], { FAIL: 'apk --no-progress' }).status).toBe(1);
    expect(isThere(on, 'etc/mkapkovl/allowed_signers')).toBe(true);
    expect(refused(on, [await overlay(profile)])).toBe('apply-unsigned');
    applied(on, file);
    expect(isThere(on, 'etc/mkapkovl/applied')).toBe(false);
    applied(on, await signedOverlay(profileOf([key]), key, 1));
    expect(record(on)).toBe('1');
  });

  test('counts once its network is confirmed', async () => {
    const { on, later } = await guarded();
    applied(on, await later(11, plainPort));
    const file = await later(12, bridge);
    const { status } = on.host(['apply', file, '--seconds', '600'], { MKAPKOVL_PAUSE: '1' });
    expect(status).toBe(0);
    expect(record(on)).toBe('11');
    expect(on.host(['confirm'])).toMatchObject({ status: 0 });
    expect(record(on)).toBe('12');
    expect(isThere(on, 'var/lib/mkapkovl/apply/accepted')).toBe(false);
  });

  test('does not count if its network is taken back', async () => {
    const { on, later } = await guarded();
    applied(on, await later(11, plainPort));
    on.host(['apply', await later(13, bridge), '--seconds', '1']);
    expect(on.host(['confirm'])).toMatchObject({ status: 1 });
    expect(record(on)).toBe('11');
    applied(on, await later(12, plainPort));
    expect(record(on)).toBe('12');
  });
});

describeWith(['applets'], 'a host without signers', () => {
  test('takes every overlay as before, and says that it checks no signature', async () => {
    const on = machine();
    const file = await overlay(profile);
    const { stdout } = on.host(['apply', file, '--dry-run']);
    expect(stdout).toMatch(
      /^Signature: not checked, because this machine has no signers \(signing\.allowed_signers\)\.\n/,
    );
    const { result } = JSON.parse(on.host(['apply', file, '--json']).stdout);
    expect(result).toMatchObject({ outcome: 'applied', signed_by: null });
    expect(isThere(on, 'etc/mkapkovl/applied')).toBe(false);
    expect(isThere(on, 'var/lib/mkapkovl/apply')).toBe(false);
  });
});
