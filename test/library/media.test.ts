import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lock, media } from '../../src/index.ts';
import { bundleRoom } from '../support/bundle-room.ts';
import { isoTools } from '../support/iso/alpine-iso.ts';
import { describeWith } from '../support/tools.ts';

describeWith(isoTools, 'the library', () => {
  const environmentOf = (at: (name: string) => string) => ({ XDG_CACHE_HOME: at('cache'), PATH: '/nowhere' });

  test('locks as the command does, and then finds nothing stale', async () => {
    const { cwd, at } = await bundleRoom();
    rmSync(at('mkapkovl.lock.json'));
    const options = { cwd, environment: environmentOf(at) };
    expect(await lock('a.yaml', { ...options, check: true })).toMatchObject({
      ...{ ok: false, lock: null, findings: [{ code: 'lock-missing' }] },
    });
    const locked = await lock('a.yaml', { ...options, mirror: 'mirror' });
    expect(locked).toMatchObject({
      ok: true,
      lock: { file: 'mkapkovl.lock.json', changed: true, hosts: 1, images: 1, packages: null },
      findings: [{ code: 'lock-without-packages', severity: 'warning' }],
    });
    expect(existsSync(at('mkapkovl.lock.json'))).toBe(true);
    const checked = await lock(['a.yaml'], { ...options, check: true });
    expect(checked).toMatchObject({ ok: true, lock: { changed: false } });
  });

  test('makes the same medium as the command, with a bundle, and says how far it is', async () => {
    const room = await bundleRoom();
    const { cwd, at } = room;
    const ran = await room.media('iso', '--out', 'by-command.iso');
    expect(ran.status, ran.stderr).toBe(0);
    const said = new Set<string>();
    const { ok, medium, report } = await media('iso', 'a.yaml', {
      ...{ cwd, media: 'alpine.iso', mirror: 'mirror', bundle: 'bundle.rsa', out: 'by-library.iso' },
      environment: environmentOf(at),
      progress: (what) => said.add(what),
    });
    expect(ok, report).toBe(true);
    expect(readFileSync(at('by-library.iso')).equals(readFileSync(at('by-command.iso')))).toBe(true);
    expect(medium).toMatchObject({ file: 'by-library.iso', bundle: { images: 1, sbom: 'by-library.iso.spdx.json' } });
    expect([...said]).toEqual(['by-library.iso']);
  });

  test('makes no medium with a key that is none, and one without a bundle where no key is named', async () => {
    const { cwd, at } = await bundleRoom();
    const options = { cwd, media: 'alpine.iso', environment: environmentOf(at) };
    writeFileSync(at('none.rsa'), 'no key', { mode: 0o600 });
    const refused = await media('iso', 'a.yaml', { ...options, bundle: 'none.rsa' });
    expect(refused).toMatchObject({ ok: false, medium: null, findings: [{ code: 'bundle-key-unusable' }] });
    expect(existsSync(at('out'))).toBe(false);
    const { medium } = await media('iso', 'a.yaml', options);
    expect(medium).toMatchObject({ file: 'out/alpha.iso' });
    expect(medium).not.toHaveProperty('bundle');
  });
});
