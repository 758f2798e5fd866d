import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundleKey } from '#src/artifact/apk/bundle-key.ts';
import { makeMedium } from '#src/medium/make/make-medium.ts';
import type { MakeOptions, MediumKind } from '#src/medium/make/options.ts';
import { type BundleRoom, bundleRoom } from '../../support/bundle-room.ts';
import { cutAfter, faultyServer } from '../../support/faulty-server.ts';
import { isoTools } from '../../support/iso/alpine-iso.ts';
import { describeWith } from '../../support/tools.ts';

const PATH = process.env.PATH ?? '';
const stickTools = ['mcopy', 'syslinux', '/usr/lib/syslinux/mbr'];

async function make({ cwd, at }: BundleRoom, kind: MediumKind, options: Partial<MakeOptions> = {}) {
  const key = await bundleKey('bundle.rsa', cwd);
  if ('code' in key) throw new Error(key.message);
  return makeMedium(['a.yaml'], {
    ...{ kind, cwd, media: 'alpine.iso', mirror: 'mirror', bundle: true, bundleKey: key, version: '0' },
    environment: { PATH, XDG_CACHE_HOME: at('cache') },
    ...options,
  });
}

const codesOf = ({ findings }: Awaited<ReturnType<typeof make>>) =>
  findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);

/** Calls `change` when everything was fetched and verified, and before anything is written: the time is read there. */
function onceFetched(at: BundleRoom['at'], change: () => void): Pick<MakeOptions, 'announce' | 'environment'> {
  let due = false;
  return {
    announce: () => {
      due = true;
    },
    environment: {
      ...{ PATH, XDG_CACHE_HOME: at('cache') },
      get SOURCE_DATE_EPOCH() {
        if (due) change();
        due = false;
        return undefined;
      },
    },
  };
}

describeWith([...isoTools, ...stickTools], 'while a medium is written', () => {
  const kinds = ['iso', 'usb'] as const;

  test.each(kinds)('the ISO of Alpine that is gone, as with its stick, makes no medium (%s)', async (kind) => {
    const room = await bundleRoom();
    const made = await make(
      room,
      kind,
      onceFetched(room.at, () => rmSync(room.at('alpine.iso'))),
    );
    expect([made.medium, codesOf(made)]).toEqual([null, ['media-base-changed']]);
    expect(existsSync(room.at('out'))).toBe(false);
  });

  test.each(kinds)('a package that another program replaces makes no medium (%s)', async (kind) => {
    const room = await bundleRoom();
    const file = room.apk('vim');
    const other = Buffer.from(readFileSync(file)).fill('x');
    const made = await make(
      room,
      kind,
      onceFetched(room.at, () => writeFileSync(file, other)),
    );
    expect(readFileSync(file).equals(other)).toBe(true);
    expect([made.medium, codesOf(made)]).toEqual([null, ['media-base-changed']]);
    expect(existsSync(room.at('out'))).toBe(false);
  });

  test.each(kinds)('a package that is gone makes no medium (%s)', async (kind) => {
    const room = await bundleRoom();
    const made = await make(
      room,
      kind,
      onceFetched(room.at, () => rmSync(room.apk('vim'))),
    );
    expect([made.medium, codesOf(made)]).toEqual([null, ['media-base-changed']]);
    expect(existsSync(room.at('out'))).toBe(false);
  });

  test.each(kinds)('it is said how much of it is done (%s)', async (kind) => {
    const room = await bundleRoom();
    const said: { what: string; done: number; total: number }[] = [];
    await make(room, kind, { writing: (what, done, total) => said.push({ what, done, total }) });
    const names = [...new Set(said.map(({ what }) => what))];
    expect(names).toEqual([kind === 'iso' ? 'alpha.iso' : 'alpha.img']);
    for (const name of names) {
      const of = said.filter(({ what }) => what === name);
      expect(of.map(({ done }) => done)).toEqual(of.map(({ done }) => done).sort((a, b) => a - b));
      expect(of.every(({ done, total }) => done <= total)).toBe(true);
    }
  });
});

describeWith(isoTools, 'a server that cuts every connection', () => {
  test('makes no medium with a bundle; what it sent is kept, and continued later', async () => {
    const room = await bundleRoom();
    const vim = '/alpine/v3.23/main/x86_64/vim-9.1-r0.apk';
    const content = readFileSync(room.apk('vim'));
    const server = await faultyServer({ [vim]: content });
    server.faults[vim] = [cutAfter(100), ...Array.from({ length: 20 }, () => cutAfter(0))];
    const mirror = `${server.address}/alpine`;
    room.relock(({ packages, images }) => {
      packages[0]!.closure = { vim: packages[0]!.closure!.vim! };
      for (const url of Object.keys(images)) delete images[url];
    });
    const text = readFileSync(room.at('a.yaml'), 'utf8').replace(/^libvirt:.*\n/m, '');
    writeFileSync(room.at('a.yaml'), text);
    const download = { limits: { pause: 1, attempts: 2 } };
    const made = await make(room, 'iso', { mirror, download });
    expect([made.medium, codesOf(made)]).toEqual([null, ['download-failed', 'bundle-package-missing']]);
    expect(existsSync(room.at('out'))).toBe(false);
    server.faults[vim] = [];
    const again = await make(room, 'iso', { mirror, download });
    expect([codesOf(again), again.medium?.bundle?.packages]).toEqual([[], 1]);
    expect(server.requests.at(-1)).toBe(`GET ${vim} bytes=100-`);
  });
});
