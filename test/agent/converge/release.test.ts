import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { converge, hash, machine, records, waits } from './machine.ts';

/** A host of that release, with an overlay for 3.23. */
function running(release: string, files: Record<string, string> = {}): FakeRoot {
  return machine({
    'etc/mkapkovl/install.conf': "INSTALL_MODE='diskless'\nINSTALL_RELEASE='3.23'\n",
    'etc/mkapkovl/waits': `step\trepositories\tstep\trelease\n${waits}`,
    'etc/alpine-release': release,
    'proc/mounts': 'tmpfs / tmpfs rw 0 0\n',
    ...files,
  });
}

/** An earlier run has added all packages. */
function complete(): FakeRoot {
  const root = running('3.23.2\n');
  converge(root);
  return root;
}

describeWith(['applets', 'flock'], 'an overlay for another release than that of the medium', () => {
  test('adds no package of its release', () => {
    const { status, calls, said } = converge(running('3.24.0\n'));
    expect(status).toBe(1);
    expect(calls.filter((call) => /^apk\b(?!.*info)/.test(call))).toEqual([]);
    expect(said).toContain('Release of Alpine: FAILED: this machine runs Alpine 3.24, but the profile is for 3.23');
  });

  test('names the release as the cause of all that is missing', () => {
    const root = running('3.24.0\n');
    converge(root);
    for (const step of ['repositories', 'packages', 'libvirtd', 'guest-web'])
      expect([step, records(root)[step]]).toEqual([step, 'failed: it waits for the step release']);
  });

  test('locks nobody out: accounts, keys and services of the medium are set up', () => {
    const root = running('3.24.0\n');
    const { calls } = converge(root);
    expect(root.read('etc/shadow')).toContain(`root:${hash}:`);
    expect(root.read('home/ana/.ssh/authorized_keys')).toBe('ssh-ed25519 AAAA ana\n');
    expect(calls).toContain('rc-service sshd status');
    expect(calls.filter((call) => call.startsWith('rc-service') && call.endsWith('stop'))).toEqual([]);
  });

  test.each(['3.2.0', '3.230.1', '3.23_alpha', ''])('is what an overlay for 3.23 is on "%s"', (release) => {
    expect(converge(running(`${release}\n`)).said.join('\n')).toContain('Release of Alpine: FAILED: this machine runs');
  });
});

describeWith(['applets', 'flock'], 'a host that has been upgraded to the next release', () => {
  test('keeps its guests, and says that the profile is for another one', () => {
    const root = complete();
    root.write('etc/alpine-release', '3.24.0\n');
    const { status } = converge(root);
    expect(status).toBe(1);
    const failed = Object.entries(records(root)).filter(([, state]) => state.startsWith('failed'));
    expect(failed).toEqual([['release', 'failed: this machine runs Alpine 3.24, but the profile is for 3.23']]);
  });

  test('is what its profile says, with an overlay for that release', () => {
    const root = complete();
    root.write('etc/alpine-release', '3.24.0\n');
    root.write('etc/mkapkovl/install.conf', "INSTALL_MODE='sys'\nINSTALL_RELEASE='3.24'\n");
    expect(converge(root).status).toBe(0);
    expect(records(root).release).toBe('skipped');
  });
});
