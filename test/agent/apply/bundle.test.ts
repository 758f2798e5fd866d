import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { unpack } from '../../support/unpack.ts';
import { applied, type Machine, machine, overlay, profile } from './machine.ts';

async function buildOf(file: string): Promise<string> {
  const members = await unpack(readFileSync(file));
  return members.get('etc/mkapkovl/build-id')!.content.toString().trim();
}

/** A machine that has the profile, and the medium of another overlay at /media/sdb1. */
async function withMedium(build: string): Promise<Machine> {
  const on = machine();
  applied(on, await overlay(profile));
  on.write('fake/calls', '');
  const root = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n';
  on.write('proc/self/mountinfo', `${root}7 1 8:17 / /media/sdb1 ro - vfat /dev/sdb1 ro\n`);
  on.write('media/sdb1/boot/mkapkovl.json', JSON.stringify({ hosts: [{ build_id: build }] }));
  on.write('media/sdb1/bundle/.boot_repository', '');
  return on;
}

const adding = (on: Machine) =>
  on
    .calls()
    .filter((call) => /^apk .*add/.test(call))
    .map((call) => call.replaceAll(on.folder, '').replaceAll(/ +/g, ' '));

describeWith(['applets'], 'mkapkovl-host apply, with a bundle on a medium', () => {
  test('takes the packages of world from there if the medium is for the new overlay', async () => {
    const file = await overlay(`${profile}packages: [doas]\n`);
    const on = await withMedium(await buildOf(file));
    applied(on, file);
    expect(adding(on)).toEqual([
      'apk add --simulate --no-network --repository /media/sdb1/bundle doas',
      'apk --no-progress --no-network --repository /media/sdb1/bundle --wait 120 add doas',
    ]);
  });

  test('asks the repositories as ever if it is for another', async () => {
    const on = await withMedium('cd'.repeat(32));
    applied(on, await overlay(`${profile}packages: [doas]\n`));
    expect(adding(on)).toEqual(['apk --no-progress --update-cache --wait 120 add doas']);
  });
});
