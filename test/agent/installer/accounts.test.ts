import { statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startService } from '../../support/openrc.ts';
import { describeWith } from '../../support/tools.ts';
import { LiveRoot } from './root.ts';

/** Starts the service on a root with these accounts, and returns what became of them. */
function closed(shadow: string, files: Record<string, string> = {}) {
  const live = new LiveRoot({ 'etc/shadow': shadow, ...files });
  const { ended } = startService('agent/etc/init.d/mkapkovl-accounts', '', { MKAPKOVL_ROOT: live.root });
  return { ended, shadow: live.read('etc/shadow'), live };
}

describeWith(['applets'], 'before anybody can log in', () => {
  test('an account without a password is locked, so that its keys still count', () => {
    expect(closed('root:::0:::::\nbin:!::0:::::\n')).toMatchObject({
      ended: 0,
      shadow: 'root:*::0:::::\nbin:!::0:::::\n',
    });
  });

  test('it gets the password that the profile gives it', () => {
    const files = { 'etc/mkapkovl/secrets/password.root': '$6$a./$b&\\\n' };
    expect(closed('root:::0:::::\nguest:::0:::::\n', files).shadow).toBe('root:$6$a./$b&\\::0:::::\nguest:*::0:::::\n');
  });

  test('a password that is there stays, whatever the profile says', () => {
    const files = { 'etc/mkapkovl/secrets/password.root': '$6$profile\n' };
    expect(closed('root:$6$own::0:::::\n', files).shadow).toBe('root:$6$own::0:::::\n');
  });

  test('nothing is written if nothing is open', () => {
    const { live } = closed('root:*::0:::::\n');
    const file = path.join(live.root, 'etc/shadow');
    const before = statSync(file).ino;
    startService('agent/etc/init.d/mkapkovl-accounts', '', { MKAPKOVL_ROOT: live.root });
    expect(statSync(file).ino).toBe(before);
  });

  test('the file keeps its mode, and nothing else stays behind', () => {
    const { live } = closed('root:::0:::::\n');
    expect(live.has('etc/shadow.new')).toBe(false);
  });
});
