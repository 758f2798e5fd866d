import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { type FakeRoot, fakeRoot } from '../support.ts';

const lock = { 'etc/mkapkovl/packages.lock': 'busybox 1.36.1-r19\nlibvim 9.0-r1\nunused 1.0-r0\nvim 9.0-r1\n' };

/** A machine on which apk lists these. */
function withInstalled(installed: string, files: Record<string, string> = lock): FakeRoot {
  const root = fakeRoot(files);
  root.stub('apk', `[ "$*" = 'info -v' ] || exit 1\nprintf '%s\\n' ${installed}`);
  return root;
}

function verify(root: FakeRoot, form = 'json'): { text: string; findings: { code: string; severity: string }[] } {
  root.write(
    'verify-lock.sh',
    `agent=$MKAPKOVL_ROOT/etc/mkapkovl/agent
. "$agent/common.sh"
. "$agent/verify.sh"
form=${form} errors=0 warnings=0 found_any='' unseen=''
verify_lock
[ -z "$unseen" ] || echo unseen
[ ${form} = json ] || echo "$errors $warnings"`,
  );
  const { stdout, stderr } = root.run('verify-lock.sh');
  expect(stderr).toBe('');
  return { text: stdout, findings: form === 'json' ? JSON.parse(`[${stdout}]`) : [] };
}

describeWith(['applets'], 'verify, of packages and the lock', () => {
  test('finds nothing where they have the locked versions, and not all of them are there', () => {
    expect(verify(withInstalled('busybox-1.36.1-r19 vim-9.0-r1 libvim-9.0-r1')).findings).toEqual([]);
  });

  test('finds nothing without a lock', () => {
    expect(verify(withInstalled('vim-9.0-r2', {})).findings).toEqual([]);
  });

  test('finds each package of another version, and says both', () => {
    const { findings } = verify(withInstalled('busybox-1.36.1-r20 vim-9.0-r2 libvim-9.0-r1'));
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'lock-version',
        severity: 'warning',
        message: 'The package busybox has the version 1.36.1-r20, but the lock has 1.36.1-r19.',
        remedy: expect.stringContaining('apk add busybox=1.36.1-r19'),
      }),
      expect.objectContaining({
        code: 'lock-version',
        message: expect.stringMatching(/vim has .* 9\.0-r2, .* 9\.0-r1/),
      }),
    ]);
  });

  test('notes packages that the lock does not have, which is no fault', () => {
    const { text } = verify(withInstalled('vim-9.0-r1 gtk+3.0-3.24.38-r1 lib-2-a-1.0 .mine-20260101'), 'text');
    expect(text).toContain(
      'note: The lock does not have these packages, which are installed: gtk+3.0, lib-2-a. [lock-unlisted]',
    );
    expect(text).toMatch(/\n0 0\n$/);
  });

  test.each([
    ['fails', 'exit 99'],
    ['lists nothing', 'exit 0'],
  ])('does not know where apk %s', (_, script) => {
    const root = withInstalled('');
    root.stub('apk', script);
    expect(verify(root).findings.map(({ code, severity }) => [code, severity])).toEqual([['lock-unknown', 'warning']]);
  });
});
