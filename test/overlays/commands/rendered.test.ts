import { beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { type BuiltHost, builtHosts } from './built-hosts.ts';
import { unknownOptions } from './options.ts';
import { programs, shellFiles } from './programs.ts';
import { commandLines, shellIn, unclassified } from './rendered.ts';
import { withoutSource } from './resolve.ts';

const host = 'usr/local/bin/mkapkovl-host';

/** What is wrong with a text that is no program of overlays/: commands without a source, options that busybox lacks. */
function wrongIn(text: string): string[] {
  const program = programs(new Map([['agent/script', `#!/bin/sh\n${text}\n`]]));
  return [...withoutSource(program), ...unknownOptions(program)];
}

describeWith(['shfmt'], 'the files of built overlays', () => {
  let hosts: BuiltHost[];
  beforeAll(async () => {
    hosts = await builtHosts();
  }, 120_000);

  test('are known as shell or as data', () => {
    expect(new Set(hosts.flatMap(({ members }) => unclassified(members)))).toEqual(new Set());
  });

  test('are, where they are shell, those of overlays/ or texts with commands that have a source', () => {
    const originals = new Set(shellFiles().values());
    const rendered = new Set(
      hosts.flatMap(({ members }) =>
        [...shellIn(members)].filter(([path, text]) => path !== host && !originals.has(text)).map(([, text]) => text),
      ),
    );
    expect(rendered.size).toBeGreaterThan(20);
    expect(wrongIn([...rendered].join('\n'))).toEqual([]);
  });

  test('have a mkapkovl-host that is that of overlays/ with its built-in parts, which are checked there', () => {
    const texts = shellFiles();
    const expected = texts
      .get(`agent/${host}`)!
      .replace(/^\. "\$agent\/(\S+)" # built in$/gm, (_, part: string) =>
        texts.get(`agent/etc/mkapkovl/agent/${part}`)!.trimEnd(),
      );
    for (const { members } of hosts) expect(members.get(host)!.content.toString()).toBe(expected);
  });

  test('have command lines for init, ifup and modprobe, with a source', () => {
    const lines = [...new Set(hosts.flatMap(({ members }) => commandLines(members)))];
    expect(lines).toContain('/bin/sh /etc/mkapkovl/agent/bind.sh modprobe');
    expect(lines).toContain('/sbin/openrc sysinit');
    const others = lines.filter((line) => !line.startsWith('/sbin/openrc '));
    expect(wrongIn(others.join('\n'))).toEqual([]);
  });

  test('would be found with a new kind of file, or a command of no source', () => {
    const members = new Map(hosts[0]!.members);
    const file = { type: 'file', mode: 0o644, owner: '0:0', target: null };
    members.set('etc/cron.hourly', { ...file, content: Buffer.from('x') });
    members.set('opt/run', { ...file, content: Buffer.from('#!/bin/sh\nlsblk\n') });
    members.set('etc/conf.d/x', { ...file, content: Buffer.from('X=$(lsblk)\n') });
    expect(unclassified(members)).toEqual(['etc/cron.hourly']);
    for (const path of ['opt/run', 'etc/conf.d/x']) expect(wrongIn(shellIn(members).get(path)!)).toHaveLength(1);
  });
});
