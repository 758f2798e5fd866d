import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Prepared } from '#src/trial/trial.ts';
import { archiveOf, type Member, membersOf, withTable } from '../proof/members.ts';
import { mutations } from '../proof/mutations.ts';
import { describeOnMedium } from './describe.ts';
import { diskless } from './diskless.ts';
import { installation } from './disks.ts';
import { lacking } from './medium.ts';
import { patience, type Trial, told, tried } from './trial.ts';

interface Broken {
  name: string;
  trial: Trial;
  change(members: Member[]): Member[];
  /** A promise that does not hold then. */
  breaks: string;
}

/** What breaks an overlay in the boots without Alpine, too. */
function known(name: string): Broken['change'] {
  const mutation = mutations.find((each) => each.name === name);
  if (!mutation) throw new Error(`nothing is broken by the name of: ${name}`);
  return mutation.change;
}

const without = (name: string) => (members: Member[]) => members.filter((member) => member.name !== name);

const onDiskless: Trial = { example: 'minimal', more: { ...diskless, hostname: 'broken' } };

/** Only Alpine's own programs show what these do. */
const live: Broken[] = [
  {
    name: 'everybody can write into etc',
    trial: onDiskless,
    change: known('everybody can write into etc'),
    breaks: 'The files match the overlay',
  },
  {
    name: 'the services of sysinit are in the default runlevel',
    trial: onDiskless,
    change: known('the services of sysinit are in the default runlevel'),
    breaks: 'The files match the overlay',
  },
  {
    name: 'the service that converges is in no runlevel',
    trial: onDiskless,
    change: without('etc/runlevels/default/mkapkovl-converge'),
    breaks: 'The target applies the profile without help',
  },
  {
    name: 'the world has a package that there is not',
    trial: onDiskless,
    change: (members) =>
      members.map((member) =>
        member.name === 'etc/apk/world'
          ? { ...member, content: Buffer.concat([member.content, Buffer.from('no-such-package\n')]) }
          : member,
      ),
    breaks: 'apk installs the packages of the medium without errors',
  },
];

const installed: Broken = {
  name: 'the feature of mkinitfs is named nowhere',
  trial: { ...installation, example: 'home-assistant' },
  change: (members) => withTable(known('the feature of mkinitfs is named nowhere')(members)),
  breaks: 'No other driver binds the devices before vfio-pci',
};

async function expectBroken({ name, trial, change, breaks }: Broken): Promise<void> {
  const result = await tried(`broken-${name.replaceAll(' ', '-')}`, {
    ...trial,
    before: async ({ folder }: Prepared) => {
      const stick = path.join(folder, 'stick');
      const overlay = path.join(stick, readdirSync(stick)[0]!);
      writeFileSync(overlay, await archiveOf(change(await membersOf(readFileSync(overlay)))));
    },
  });
  const failed = result.judgement.promises.filter(({ state }) => state === 'failed').map(({ what }) => what);
  expect(result.judgement.verdict, told(result)).toBe('not proven');
  expect(failed, told(result)).toContain(breaks);
}

describeOnMedium('a trial notices it when', () => {
  test.each(live)('$name', expectBroken, patience);

  test(
    installed.name,
    async ({ skip }) => {
      const names = lacking();
      skip(names.length > 0, `stand-in: the medium has no ${names.join(', no ')}`);
      await expectBroken(installed);
    },
    patience,
  );
});
