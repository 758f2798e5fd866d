import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { applied, type Machine, machine, overlay, profile, refused } from './machine.ts';

const next = profile.replace('3.23', '3.24');
const repositories = 'etc/apk/repositories';

/** The commands that docs/host.md has for an installed host, without its restart, one at a time. */
const commands = /## The next release of Alpine.*?```sh\n(.*?)```/s
  .exec(readFileSync('docs/host.md', 'utf8'))![1]!
  .split('\n')
  .map((line) => line.replace(/ *#.*/, ''))
  .filter(Boolean);

/** What apk upgrade does to a system: it gets the release of its repositories. */
const upgrade = `case "$*" in
  'upgrade --available --update-cache')
    release=$(sed -n 's,.*/v\\(3[.][0-9]*\\)/main$,\\1,p' "$MKAPKOVL_ROOT/${repositories}")
    echo "$release.0" > "$MKAPKOVL_ROOT/etc/alpine-release" ;;
  *info*) for wanted; do :; done; grep -qxF "$wanted" "$MKAPKOVL_ROOT/etc/apk/world" ;;
esac`;

/** Runs a command of the page on the machine, as its root folder is /. */
function type(on: Machine, file: string, command: string) {
  const words = command.replace('kvm1.apkovl.tar.gz', file).split(' ');
  if (words[0] === 'mkapkovl-host') return on.host(words.slice(1));
  if (words[0] === 'tar')
    return {
      status: 0,
      stdout: execFileSync(
        'tar',
        words.slice(1).map((word) => (word === '/' ? on.folder : word)),
      ),
      stderr: '',
    };
  on.write('fake/do', words.join(' '));
  return on.run('fake/do');
}

const codes = (on: Machine) => {
  const { stdout } = on.host(['verify', '--json']);
  return (JSON.parse(stdout) as { code: string }[]).map(({ code }) => code).sort();
};

describeWith(['applets', 'tar'], 'the way to the next release in docs/host.md, for an installed host', () => {
  test('is refused in another order: apply does not come first', async () => {
    const on = machine();
    applied(on, await overlay(profile));
    expect(refused(on, [await overlay(next)])).toBe('apply-release');
  });

  test('is another one for a diskless host, whose medium changes with the overlay', async () => {
    const on = machine({ 'proc/mounts': 'tmpfs / tmpfs rw 0 0\n' });
    const { stderr } = on.host(['apply', await overlay(next.replace('existing', 'diskless'))]);
    expect(stderr).toContain('The overlay is for Alpine 3.24, but this machine runs Alpine 3.23.2. [apply-release]');
    expect(stderr).toContain('Put it on a medium of Alpine 3.24, and start this machine from that.');
  });

  test('ends with a host that is what its profile says', async () => {
    const on = machine();
    on.stub('apk', upgrade);
    on.stub('reboot', 'echo reboot >> "$MKAPKOVL_ROOT/fake/calls"');
    applied(on, await overlay(profile));
    const before = codes(on);
    const file = await overlay(next);
    expect(commands.map((command) => command.split(' ')[0])).toEqual([
      'tar',
      'apk',
      'apk',
      'reboot',
      'mkapkovl-host',
      'mkapkovl-host',
    ]);
    for (const command of commands.slice(0, 4)) expect(type(on, file, command).status).toBe(0);

    expect(on.read(repositories)).toContain('/v3.24/main');
    expect(on.read('etc/alpine-release')).toBe('3.24.0\n');
    expect(codes(on)).toEqual([...before, 'release-differs', 'file-changed'].sort());

    const { status, stdout } = type(on, file, commands[4]!);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Applied\.$/m) });
    expect(codes(on)).toEqual(before);
  });
});
