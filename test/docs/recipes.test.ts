import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { filled, recipesFolder as folder, recipes } from '../support/recipes.ts';
import { folderWith, run } from '../support/run.ts';
import { unpack } from '../support/unpack.ts';

/** The definitions of the guests of a profile, by their names in the overlay. */
async function domainsOf(profile: string): Promise<Map<string, string>> {
  const cwd = folderWith({ 'recipe.yaml': profile });
  const built = await run(['build', 'recipe.yaml'], { cwd, env: { WG_KEY: 'a key' } });
  expect(built).toMatchObject({ status: 0 });
  const overlay = readdirSync(path.join(cwd, 'out')).find((name) => name.endsWith('.apkovl.tar.gz'))!;
  const members = await unpack(readFileSync(path.join(cwd, 'out', overlay)));
  return new Map(
    [...members]
      .filter(([name]) => /libvirt\/domains\/[^/]+\.xml$/.test(name))
      .map(([name, { content }]) => [name, content.toString()]),
  );
}

test('every recipe has a page, which the list names', () => {
  const list = readFileSync('docs/recipes.md', 'utf8');
  for (const recipe of recipes) {
    expect(list).toContain(`(recipes/${recipe}.md)`);
    expect(readFileSync(`docs/recipes/${recipe}.md`, 'utf8')).toContain(`(../../${folder}/${recipe}.yaml)`);
  }
});

test('every recipe with a guest says how virt-install makes it', () => {
  const without = recipes.filter(
    (recipe) => !/^virt-install /m.test(readFileSync(`docs/recipes/${recipe}.md`, 'utf8')),
  );
  expect(without.filter((recipe) => parse(readFileSync(`${folder}/${recipe}.yaml`, 'utf8')).vms)).toEqual([]);
  expect(recipes.length - without.length).toBeGreaterThanOrEqual(5);
});

describe.each(recipes)('%s', (recipe) => {
  const text = readFileSync(`${folder}/${recipe}.yaml`, 'utf8');
  const page = readFileSync(`docs/recipes/${recipe}.md`, 'utf8');
  const command = /^virt-install .*$/m.exec(page)?.[0];
  test('leaves open only what only its user knows', async () => {
    const cwd = folderWith({ 'recipe.yaml': text });
    const { stdout } = await run(['check', 'recipe.yaml', '--format', 'json'], { cwd });
    const codes = (JSON.parse(stdout) as { code: string }[]).map(({ code }) => code);
    expect(codes).not.toEqual([]);
    // A digest that is to be filled in is none.
    expect(codes.filter((code) => !['placeholder', 'invalid-value', 'access-example-key'].includes(code))).toEqual([]);
  });

  test('is without a finding once that is filled in, and builds', async () => {
    const cwd = folderWith({ 'recipe.yaml': filled(text) });
    expect(await run(['check', 'recipe.yaml'], { cwd })).toMatchObject({ status: 0, stdout: '0 errors, 0 warnings\n' });
    expect((await domainsOf(filled(text))).size).toBe(Object.keys(parse(text).vms ?? {}).length);
  });

  test.runIf(command)('has the guest that its virt-install command makes', async () => {
    const cwd = folderWith({ 'command.txt': command! });
    const { stdout } = await run(['import', 'command.txt'], { cwd });
    const host = parse(filled(text));
    const [name] = Object.keys(host.vms);
    const { vms } = parse(stdout);
    // What a command cannot say: where the image comes from, its size, and what replug does.
    const kept = host.vms[name!].disks.map(({ image, size }: { image?: object; size?: string }) => ({ image, size }));
    vms[name!].disks = vms[name!].disks.map((disk: object, index: number) => ({ ...disk, ...kept[index] }));
    vms[name!].cloud_init = host.vms[name!].cloud_init;
    const imported = await domainsOf(stringify({ ...host, vms }));
    expect(Object.fromEntries(imported)).toEqual(Object.fromEntries(await domainsOf(filled(text))));
  });
});

describe('two recipes on one host, as the page says', () => {
  const pairs = recipes.flatMap((one, index) => recipes.slice(index + 1).map((other) => [one, other] as const));
  const texts = new Map(recipes.map((recipe) => [recipe, filled(readFileSync(`${folder}/${recipe}.yaml`, 'utf8'))]));

  test.each(pairs)('%s and %s', async (one, other) => {
    const both = [one, other].map((recipe) => parse(texts.get(recipe)!));
    const devices = both.flatMap(({ passthrough }) => passthrough?.devices ?? []);
    const lists = devices.length > 0 ? { passthrough: { devices } } : {};
    const cwd = folderWith({
      [`${one}.yaml`]: texts.get(one)!,
      [`${other}.yaml`]: texts.get(other)!,
      'both.yaml': stringify({ extends: [`${one}.yaml`, `${other}.yaml`], hostname: 'both', ...lists }),
    });
    const { stdout } = await run(['explain', 'both.yaml'], { cwd });
    const guests = [...stdout.matchAll(/domains\/([^/]+)\.xml:/g)].map(([, name]) => name);
    expect(guests.sort()).toEqual([...new Set(both.flatMap(({ vms }) => Object.keys(vms ?? {})))].sort());
  });
});
