import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';
import { applied, type Machine, machine, overlay, profile } from './machine.ts';

/** A user tree with one link. */
function tree(): string {
  const folder = folderWith({ 'etc/site/notes': 'notes\n' });
  symlinkSync('../hosts', path.join(folder, 'etc/site/names'));
  return folder;
}

const links: Record<string, string> = {
  'etc/localtime': '/usr/share/zoneinfo/Europe/Berlin',
  'etc/runlevels/default/crond': '/etc/init.d/crond',
  'etc/site/names': '../hosts',
};

/** The link's target; nothing if there is no link. */
function targetOf(on: Machine, name: string): string {
  try {
    return readlinkSync(path.join(on.folder, name));
  } catch {
    return '';
  }
}
const there = (on: Machine) => Object.fromEntries(Object.keys(links).map((name) => [name, targetOf(on, name)]));

describeWith(['applets'], 'a link of the overlay, after mkapkovl-host apply', () => {
  test('is what the overlay has, whatever was in its place', async () => {
    const text = `${profile.replace('ntp: none,', 'timezone: Europe/Berlin, ntp: none,')}overlays: [${tree()}]\n`;
    const file = await overlay(`${text}services: { crond: default }\n`);
    const on = machine();
    mkdirSync(path.join(on.folder, 'etc/zoneinfo/Europe'), { recursive: true });
    symlinkSync('/etc/zoneinfo/Europe/Berlin', path.join(on.folder, 'etc/localtime'));
    applied(on, file);
    expect(there(on)).toEqual(links);

    for (const name of Object.keys(links)) rmSync(path.join(on.folder, name));
    symlinkSync(path.join(on.folder, 'etc/zoneinfo'), path.join(on.folder, 'etc/localtime'));
    on.write('etc/site/names', 'a file\n');
    expect(applied(on, file)).toContain('/etc/localtime was changed on this machine and is replaced');
    expect(there(on)).toEqual(links);
    expect(applied(on, file)).toContain('No change: this machine already matches the overlay.');
  });
});
