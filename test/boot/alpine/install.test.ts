import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { describeOnMedium } from './describe.ts';
import { digestOf, install, installation, installed, partitionForeignly, systemDisk } from './disks.ts';
import { lacking, medium } from './medium.ts';
import { applyOverlay, lookForWaysIn } from './scripts.ts';
import { copyDisk, kept, patience, prepared, saidBy, told, tried } from './trial.ts';

/** Skips a test that needs packages which this medium lacks. */
function unlessLacking({ skip }: TestContext, options?: Parameters<typeof lacking>[0]): void {
  const names = lacking(options);
  skip(names.length > 0, `stand-in: the medium has no ${names.join(', no ')}`);
}

const consoleOf = (name: string) => readFileSync(path.join(kept, name, 'minimal.trial.log'), 'utf8');

describeOnMedium('a host that installs itself', () => {
  test(
    'starts from its disk by a BIOS, after one restart, and is what the profile says',
    async (context) => {
      unlessLacking(context);
      const trial = await install();
      expect(trial.judgement.verdict, told(trial)).toBe('mechanism proven');
      expect(trial.observed.boots.map(({ report }) => report.kind)).toEqual(['live', 'installed']);
    },
    patience,
  );

  test(
    'starts from its disk by UEFI',
    async (context) => {
      unlessLacking(context, { uefi: true });
      const trial = await tried('sys-uefi', { ...installation, uefi: true });
      expect(trial.judgement.verdict, told(trial)).toBe('mechanism proven');
    },
    patience,
  );

  test(
    'asks for the passphrase of an encrypted disk at its start, and for nothing else',
    async (context) => {
      unlessLacking(context, { encrypt: true });
      const trial = await tried('encrypted', {
        ...installation,
        more: { install: { disk: { max_size: '3GB' }, encrypt: { passphrase: { prompt: true } } } },
      });
      expect(trial.judgement.verdict, told(trial)).toBe('mechanism proven');
      expect(trial.observed.boots.map(({ passphraseAsked }) => passphraseAsked)).toEqual([0, 1]);
    },
    patience,
  );
});

describeOnMedium('an installer that must not write', () => {
  test(
    'refuses a disk with a partition table of somebody else, says so, and lets people in',
    async () => {
      const digests: string[] = [];
      const trial = await tried('refuse', {
        ...installation,
        disk: { 'run.sh': lookForWaysIn },
        before: async (made) => {
          await partitionForeignly(systemDisk(made));
          digests.push(await digestOf(systemDisk(made)));
        },
        after: async (made) => void digests.push(await digestOf(systemDisk(made))),
      });
      const [boot] = trial.observed.boots;
      expect(digests[1], told(trial)).toBe(digests[0]);
      const check = boot?.report.records.get('install-check');
      expect(check, told(trial)).toMatchObject({ state: 'failed', reason: expect.stringContaining('is not blank') });
      expect(consoleOf('refuse')).toMatch(
        /mkapkovl: .*FAILED: \S+ is not blank: .*; to erase it, set install\.disk\.wipe/,
      );
      expect(saidBy(boot)).toEqual(['the console is open', 'sshd runs']);
      expect(boot?.login).toBeGreaterThan(0);
    },
    patience,
  );

  test(
    'leaves a finished installation alone when its medium was left in, and asks to remove it',
    async (context) => {
      unlessLacking(context);
      const digests: string[] = [];
      const image = await installed();
      const trial = await tried('re-run', {
        ...installation,
        disk: { 'run.sh': lookForWaysIn },
        before: async (made) => {
          await copyDisk(image, systemDisk(made));
          digests.push(await digestOf(systemDisk(made)));
        },
        after: async (made) => void digests.push(await digestOf(systemDisk(made))),
      });
      const [boot] = trial.observed.boots;
      expect(digests[1], told(trial)).toBe(digests[0]);
      expect(boot?.report.records.get('install-check'), told(trial)).toMatchObject({ state: 'skipped' });
      expect(consoleOf('re-run')).toMatch(
        /mkapkovl: .* is finished in generation 1: remove the medium and start from the/,
      );
      expect(saidBy(boot)).toEqual(['the console is open', 'sshd runs']);
    },
    patience,
  );
});

describeOnMedium('a running host whose profile has changed', () => {
  test(
    'takes the new overlay, and only what differs changes',
    async (context) => {
      unlessLacking(context);
      const image = await installed();
      const added = ['jq', 'usbutils', 'wget'].find((name) => !medium.packages || medium.packages.has(name))!;
      const newer = await prepared({
        ...installation,
        more: { ...installation.more, packages: [added], files: { '/etc/motd': { content: 'newer\n' } } },
      });
      const overlay = readFileSync(path.join(newer.folder, 'stick', 'minimal.apkovl.tar.gz'));
      await newer.close();
      rmSync(newer.folder, { recursive: true });
      mkdirSync(kept, { recursive: true });
      const trial = await tried('upgrade', {
        ...installation,
        disk: { 'run.sh': applyOverlay, 'minimal.apkovl.tar.gz': overlay },
        before: async (made) => {
          await copyDisk(image, systemDisk(made));
          made.boots.shift();
          made.drives = [];
        },
      });
      const [boot] = trial.observed.boots;
      const said = saidBy(boot);
      const all = `${said.join('\n')}\n${told(trial)}`;
      expect(boot?.report.kind, all).toBe('installed');
      expect(said, all).toContain('planned 0');
      expect(said, all).toContain('planning changes nothing');
      expect(said, all).toContain('applied 0');
      expect(said, all).toContain('verified 0');
      expect(said, all).toContain('no service was restarted');
      expect(said.at(-1), all).toBe('again 0');
      expect(said, all).toContain('No change: this machine already matches the overlay.');
      const changed = said.flatMap((line) => /^changed (\S+)$/.exec(line)?.[1] ?? []);
      expect(changed, all).toEqual(whatAPackageAndAFileChange);
    },
    patience,
  );
});

const whatAPackageAndAFileChange = [
  '/etc/apk/world',
  '/etc/mkapkovl/build-id',
  '/etc/mkapkovl/files',
  '/etc/mkapkovl/packages',
  '/etc/motd',
];
