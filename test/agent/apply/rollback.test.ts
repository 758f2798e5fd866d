import { expect, test } from 'vitest';
import { debian } from '../../support/alpine/userland.ts';
import { signingKey } from '../../support/signing-keys.ts';
import { describeWith } from '../../support/tools.ts';
import { applied, bridge, type Machine, machine, overlay, plainPort, profile } from './machine.ts';
import { profileOf, signedOverlay } from './signed.ts';

const own = (text: string) => `${profile}files: { /etc/own: { content: "${text}\\n" } }\n`;
const buildOf = (on: Machine) => on.read('etc/mkapkovl/build-id');

describeWith(['applets', 'ssh-keygen', 'openssl'], 'mkapkovl-host rollback', () => {
  test('goes back to the overlay before, by the same steps as apply, and shows what differs', async () => {
    const on = machine();
    applied(on, await overlay(own('one')));
    const build = buildOf(on);
    expect(applied(on, await overlay(own('two')))).toContain(
      'Applied.\nTo go back to the overlay before: mkapkovl-host rollback\n',
    );
    const looked = on.host(['rollback', '--dry-run']);
    expect(looked).toMatchObject({ status: 0, stdout: expect.stringContaining('-two\n  +one\n') });
    expect(on.read('etc/own')).toBe('two\n');
    const { status, stdout } = on.host(['rollback']);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('\nApplied.\n') });
    expect(stdout).not.toContain('To go back');
    expect([on.read('etc/own'), buildOf(on)]).toEqual(['one\n', build]);
    expect(on.host(['status'])).toMatchObject({ status: 0 });
  });

  test('after an apply that failed goes to the last one that did not', async () => {
    const on = machine();
    applied(on, await overlay(own('one')));
    applied(on, await overlay(own('two')));
    on.stub('apk', 'exit 1');
    const failed = on.host(['apply', await overlay(`${own('three')}packages: [jq]\n`)]);
    expect(failed.status).toBe(1);
    expect(on.read('etc/own')).toBe('three\n');
    expect(on.host(['rollback'])).toMatchObject({ status: 0 });
    expect(on.read('etc/own')).toBe('two\n');
    // And from there to the one before.
    expect(on.host(['rollback'])).toMatchObject({ status: 0 });
    expect(on.read('etc/own')).toBe('one\n');
  });

  test('that the same overlay is applied again does not hide the one before', async () => {
    const on = machine();
    const second = await overlay(own('two'));
    applied(on, await overlay(own('one')));
    applied(on, second);
    applied(on, second);
    expect(on.host(['rollback'])).toMatchObject({ status: 0 });
    expect(on.read('etc/own')).toBe('one\n');
  });

  test('an older network has to be confirmed, too, and an apply that was not confirmed is no last one', async () => {
    const on = machine();
    const patient = { MKAPKOVL_PAUSE: '1' };
    applied(on, await overlay(own('one') + plainPort));
    expect(on.host(['apply', await overlay(own('two') + bridge), '--seconds', '2']).status).toBeTypeOf('number');
    expect(on.read('etc/network/interfaces')).not.toContain('bridge-ports');
    expect(on.host(['rollback'], patient)).toMatchObject({ status: 0 });
    expect(on.read('etc/own')).toBe('one\n');

    expect(on.host(['apply', await overlay(own('two') + bridge), '--seconds', '600'], patient)).toMatchObject({
      status: 0,
    });
    expect(on.host(['confirm'])).toMatchObject({ status: 0 });
    const back = on.host(['rollback', '--seconds', '600'], patient);
    expect(back).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('\nRun mkapkovl-host confirm within 600'),
    });
    expect(on.host(['confirm'])).toMatchObject({ status: 0 });
    expect(on.read('etc/network/interfaces')).not.toContain('bridge-ports');
  });

  test('a signed overlay is verified again, and its lower serial number is meant', async () => {
    const key = signingKey();
    const on = machine();
    applied(on, await signedOverlay(profileOf([key]), key, 1));
    applied(on, await signedOverlay(profileOf([key], 'packages: [jq]\n'), key, 2));
    expect(on.host(['rollback'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Signature: valid/) });
    expect(on.read('etc/mkapkovl/applied')).toMatch(/^1 /);
  });

  test('an encrypted overlay is kept encrypted, and asks for its passphrase', async () => {
    const env = { MKAPKOVL_PASSPHRASE: 'correct horse' };
    const on = machine();
    on.stub('openssl', `exec ${debian('openssl')} "$@"`);
    expect(on.host(['apply', await overlay(own('one'), {}, '--encrypt')], env)).toMatchObject({ status: 0 });
    applied(on, await overlay(own('two')));
    expect(on.read('var/lib/mkapkovl/kept/previous/overlay.apkovl.tar.gz')).toMatch(/^Salted__/);
    expect(on.host(['rollback'], env)).toMatchObject({ status: 0 });
    expect(on.read('etc/own')).toBe('one\n');
  });
});
