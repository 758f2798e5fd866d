import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { profile } from '../../support/iso/room.ts';
import { folderWith, run } from '../../support/run.ts';
import { findKernel } from '../kernel.ts';
import { bootableBase } from './base.ts';

export const uuidOfBeta = '11111111-2222-4333-8444-555555555555';

/** A card, whose driver is in no initramfs here, and two USB controllers, of which one is not what the profile expects. */
export const devices = ['e1000e,addr=05.0', 'nec-usb-xhci,addr=06.0', 'nec-usb-xhci,addr=07.0'];
const passthrough = `passthrough:
  iommu: intel
  devices:
    - { address: "0000:00:05.0", id: "8086:10d3" }
    - { address: "0000:00:06.0", id: "1033:0194" }
    - { address: "0000:00:07.0", id: "8086:2934" }
`;

const diskless = (hostname: string, match: string) =>
  profile(hostname, `${match === '' ? '' : `match: { ${match} }\n`}${passthrough}`)
    .replace(/install:.*\n/, 'install: { mode: diskless }\n')
    .replace('{ prompt: true }', '{ env: HASH }');

const alpha = diskless('alpha', 'serial: SN1');
const beta = diskless('beta', `uuid: ${uuidOfBeta}`);
const env = { PATH: process.env.PATH ?? '', HASH: `$6$abcdefgh$${'a'.repeat(86)}` };

/** Runs a command of mkapkovl in a folder with these profiles. */
async function made(profiles: Record<string, string>, ...words: string[]): Promise<string> {
  const cwd = folderWith(profiles);
  const { status, stderr } = await run(words, { cwd, env });
  expect(status, stderr).toBe(0);
  return cwd;
}

/** The images of the boots, each made once, when a boot wants it. */
export function imagesIn(work: string) {
  const once = async (name: string, make: (file: string) => unknown): Promise<string> => {
    const file = path.join(work, name);
    if (!existsSync(file)) {
      mkdirSync(work, { recursive: true });
      await make(file);
    }
    return file;
  };
  const base = () => once('alpine.iso', (file) => copyFileSync(bootableBase(findKernel()!, work), file));
  return {
    /** The ISO for two hosts: alpha by its serial number, beta by its UUID. */
    iso: () =>
      once('two.iso', async (file) =>
        made(
          { 'a.yaml': alpha, 'b.yaml': beta },
          'media',
          'iso',
          'a.yaml',
          'b.yaml',
          '--media',
          await base(),
          '--out',
          file,
        ),
      ),
    /** The stick for alpha, with its overlay at the top. */
    usb: () =>
      once('alpha.img', async (file) =>
        made({ 'a.yaml': alpha }, 'media', 'usb', 'a.yaml', '--media', await base(), '--out', file),
      ),
    /** A stick that is no medium of Alpine, with the overlay of another host at its top. */
    stray: () =>
      once('stray.img', async (file) => {
        const folder = await made({ 'other.yaml': diskless('other', '') }, 'build', 'other.yaml');
        writeFileSync(file, '');
        execFileSync('truncate', ['-s', '34M', file]);
        execFileSync('/usr/sbin/sfdisk', ['--quiet', file], { input: 'label: dos\nstart=2048, type=c\n' });
        execFileSync('mformat', ['-i', `${file}@@1048576`, '-T', '67584', '-h', '16', '-s', '63', '::']);
        execFileSync('mcopy', ['-i', `${file}@@1048576`, path.join(folder, 'out/other.apkovl.tar.gz'), '::/']);
      }),
  };
}

/** Takes the guest's note from the top of a stick. */
export function takeNote(image: string): string {
  const at = ['-i', `${image}@@1048576`, '::/mkapkovl-installed.txt'];
  const note = execFileSync('mcopy', [...at, '-'], { encoding: 'utf8' });
  execFileSync('mdel', at);
  return note;
}
