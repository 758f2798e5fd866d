import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { converge, machine } from '../converge/machine.ts';

/** What verify says of the release of a host with an overlay for 3.23. */
function found(files: Record<string, string>, converges = false) {
  const root = machine({ 'etc/mkapkovl/install.conf': "INSTALL_MODE='sys'\nINSTALL_RELEASE='3.23'\n", ...files });
  if (converges) converge(root);
  const { status, stdout } = root.run('usr/local/bin/mkapkovl-host', { arguments: ['verify', '--json'] });
  const findings: { code: string; message: string; remedy: string; path: string }[] = JSON.parse(stdout);
  const text = JSON.stringify(findings);
  return { status, text, finding: findings.find(({ code }) => code.startsWith('release-')) };
}
const next = { 'etc/alpine-release': '3.24.0\n' };

describeWith(['applets'], 'the release of Alpine, to mkapkovl-host verify', () => {
  test('is that of the profile', () => {
    expect(found({ 'etc/alpine-release': '3.23.4\n' }).finding).toBeUndefined();
  });

  test('differs: then an installed host needs an overlay for its release', () => {
    const { status, finding } = found(next);
    expect(status).toBe(1);
    expect(finding).toMatchObject({
      message: 'This machine runs Alpine 3.24, but the profile is for 3.23.',
      remedy: 'Set alpine.release in the profile to "3.24", build it, and apply the overlay.',
      path: '/alpine/release',
    });
  });

  test('differs: then a diskless host needs another overlay, or another medium', () => {
    expect(found({ ...next, 'proc/mounts': 'tmpfs / tmpfs rw 0 0\n' }).finding?.remedy).toBe(
      'Set alpine.release in the profile to "3.24", build it, and put the overlay on the medium; or start this machine from a medium of Alpine 3.23.',
    );
  });

  test.each(['', '\n'])('is not known where its file has only %j', (text) => {
    const { status, finding } = found({ 'etc/alpine-release': text });
    expect(status).toBe(1);
    expect(finding).toMatchObject({ code: 'release-unknown', remedy: 'Run: apk fix alpine-release' });
  });

  test('differs: that is reported once, though a step of converge failed for it', () => {
    const { finding, text } = found(next, true);
    expect(finding).toBeDefined();
    expect(text).not.toContain('The step release failed');
  });
});
