import { lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { install, liveSystem } from './programs.ts';

const links: Record<string, string> = {
  'etc/localtime': '/usr/share/zoneinfo/Europe/Berlin',
  'etc/runlevels/default/sshd': '/etc/init.d/sshd',
  'etc/runlevels/default/mkapkovl-install': '/etc/init.d/mkapkovl-install',
  'etc/runlevels/sysinit/modloop': '/etc/init.d/modloop',
  'etc/site/with blank': '../hosts',
  'usr/local/share/site': '/srv/site',
};

/** A live system with these links, and a setup-alpine that does something to them. */
function brought(setupAlpine: string) {
  const table = Object.entries(links).map(([name, target]) => `link\t0777\t0:0\t${target}\t${name}\n`);
  const live = liveSystem({ files: { 'etc/mkapkovl/files': table.join('') } });
  for (const [name, target] of Object.entries(links)) {
    const made = live.run(
      `cd "$MKAPKOVL_ROOT" && rm -f '${name}' && mkdir -p '${path.dirname(name)}' && ln -s '${target}' '${name}'`,
    );
    expect(made.stderr).toBe('');
  }
  live.fault(`R=$MKAPKOVL_ROOT
case "\${0##*/}" in
  setup-alpine) cd "$R" && { ${setupAlpine}; } ;;
esac`);
  return live;
}

const inTarget = (live: ReturnType<typeof liveSystem>, name: string) => path.join(live.root, 'tmp/volumes/sda2', name);
const targetOf = (live: ReturnType<typeof liveSystem>, name: string) => readlinkSync(inTarget(live, name));
/** What setup-timezone does (alpine-conf, setup-timezone.in). */
const zone = 'rm -f etc/localtime; ln -s /etc/zoneinfo/Europe/Berlin etc/localtime';

describeWith(['applets', 'setsid'], 'a link of the overlay', () => {
  test.each(['default/mkapkovl-install', 'sysinit/modloop'])('to %s is never put into the target', (name) => {
    const live = brought('true');
    expect(install(live).stderr).not.toContain('FAILED');
    expect(() => targetOf(live, `etc/runlevels/${name}`)).toThrow('ENOENT');
  });

  test('is put back where setup-timezone made another one', () => {
    const live = brought(zone);
    expect(install(live).stderr).not.toContain('FAILED');
    expect(targetOf(live, 'etc/localtime')).toBe(links['etc/localtime']);
  });

  test('is put back where it is gone, is a file, or was left out because lbu does not know its folder', () => {
    const live = brought("rm 'etc/site/with blank' etc/runlevels/default/sshd; : > etc/runlevels/default/sshd");
    expect(install(live).stderr).not.toContain('FAILED');
    for (const name of ['etc/runlevels/default/sshd', 'etc/site/with blank', 'usr/local/share/site'])
      expect([name, targetOf(live, name)]).toEqual([name, links[name]]);
  });

  test('is put back, too, when the first run failed after setup-alpine', () => {
    const live = brought(zone);
    const faults = live.faults();
    live.fault(`${faults}\ncase "\${0##*/}" in sfdisk) exit 1 ;; esac`);
    expect(install(live).stderr).toContain('FAILED: sfdisk failed');
    live.fault(faults);
    expect(install(live).stderr).not.toContain('FAILED');
    expect(targetOf(live, 'etc/localtime')).toBe(links['etc/localtime']);
  });

  test('that somebody changed in the live system stays changed', () => {
    const live = brought('true');
    live.run('ln -sfn /usr/share/zoneinfo/Asia/Tokyo "$MKAPKOVL_ROOT/etc/localtime"');
    expect(install(live).stderr).not.toContain('FAILED');
    expect(targetOf(live, 'etc/localtime')).toBe('/usr/share/zoneinfo/Asia/Tokyo');
  });

  test('does not replace a folder of the target, nor does anything get into that', () => {
    const live = brought("rm 'etc/site/with blank'; mkdir 'etc/site/with blank'");
    expect(install(live).stderr).not.toContain('FAILED');
    const folder = inTarget(live, 'etc/site/with blank');
    expect(lstatSync(folder).isDirectory()).toBe(true);
    expect(() => lstatSync(path.join(folder, 'hosts'))).toThrow('ENOENT');
  });

  test('replaces a link that leads to a folder, instead of being put into that folder', () => {
    const live = brought(
      'mkdir -p srv/other; ln -sfn "$R/srv/other" usr/local/share/site; ln -sfn "$R/srv/other" etc/localtime',
    );
    expect(install(live).stderr).not.toContain('FAILED');
    expect(targetOf(live, 'etc/localtime')).toBe(links['etc/localtime']);
  });
});
