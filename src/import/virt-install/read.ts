import type { Problem } from '../../findings/finding.ts';
import { supports } from '../../guest/os-variants.ts';
import type { Imported, Leftover, Read } from '../imported.ts';
import { applyOption } from './apply.ts';
import { readArguments, type Use } from './arguments.ts';
import type { Building } from './building.ts';
import { removeInvalid, withoutDefaults } from './clean-up.ts';
import { cloudInit } from './cloud-init.ts';
import { problemAt } from './codes.ts';
import { applyEdit, editOf } from './edits.ts';
import { genericDevices, machineOf, soundCard } from './generic.ts';
import { applyInstall } from './install.ts';
import { convertOld } from './old.ts';
import { applyPlain } from './plain.ts';
import { Draft } from './profile/draft.ts';
import { guest, recommended, systemOf } from './profile/guest.ts';
import { Storage } from './profile/storage.ts';
import { extractSecrets } from './secrets.ts';
import { type Command, commandsOf } from './shell/commands.ts';
import { simplified } from './simple.ts';
import { tableOf } from './suboptions.ts';
import { Node } from './tree.ts';
import { withPools } from './with-pools.ts';

/** The guests of the virt-install commands in a text. */
export function readCommand(text: string, file: string): Read {
  const { commands, problems } = commandsOf(text, file);
  if (problems.length > 0) return { problems };
  if (commands.length === 0)
    return { problems: [problemAt('import-no-command', { place: { file, offset: 0 } }, undefined)] };
  const imported: Imported = { vms: {}, restOfProfile: {}, leftovers: [] };
  const all: Problem[] = commands.flatMap((command) => readOne(command, file, imported));
  return all.length > 0 ? { problems: all } : { imported };
}

function readOne({ name: word, arguments: words }: Command, file: string, imported: Imported): Problem[] {
  const given = readArguments(words);
  const old = convertOld(given.uses);
  const mark = { where: 'virt-install', value: '', offset: word.offset };
  const building: Building = {
    domain: new Node('domain', mark),
    leftovers: [...given.leftovers, ...old.leftovers],
    without: new Set(),
    asked: new Map(),
    uses: old.uses,
  };
  build(old.uses, building);
  const variant = systemOf(building);
  const generic = building.asked.has('generic') && variant === undefined;
  addDefaultDevices(building, variant);
  applyInstall(old.uses, variant !== undefined && supports({ os_variant: variant }, 'hyperv'), building);
  if (generic) genericDevices(building);
  soundCard(building.domain, machineOf(building.domain, variant, generic));
  for (const use of old.uses) if (use.name === 'xml') applyEdit(editOf(use), building.domain, building);
  extractSecrets(building.domain, building.leftovers);
  const place = { file, offset: word.offset };
  const name = nameOf(building, variant, imported.vms);
  if (name.length > 63 || !/^[a-zA-Z0-9][a-zA-Z0-9_.+-]*$/.test(name)) {
    return [
      problemAt(
        'import-guest-name-invalid',
        { place: { file, offset: building.domain.get('name')?.mark.offset ?? word.offset } },
        { name },
      ),
    ];
  }
  if (Object.hasOwn(imported.vms, name)) return [problemAt('import-duplicate-guest', { place }, { name })];
  const draft = new Draft(building.leftovers);
  const storage = new Storage(name, building.leftovers);
  guest(building, variant, draft, storage);
  cloudInit(old.uses, draft);
  simplified(draft);
  removeInvalid(draft);
  if (draft.guest.memory === undefined) return [problemAt('import-without-memory', { place }, { name })];
  imported.restOfProfile = withPools(storage, imported.restOfProfile);
  imported.vms[name] = withoutDefaults(draft.guest, imported.restOfProfile);
  imported.leftovers.push(...inOrder(building.leftovers));
  return [];
}

/** virt-install reads options in this order, so the boot order of devices follows it. */
const ranks: Record<string, number> = {
  name: -1,
  uuid: -1,
  description: -1,
  boot: 0,
  metadata: 1,
  disk: 2,
  network: 3,
};

function build(uses: Use[], building: Building): void {
  const rank = ({ name }: Use) => ranks[name] ?? 4;
  const own = new Set(['xml', 'cloud-init', 'install', 'location', 'unattended', 'os-variant']);
  for (const use of [...uses].sort((a, b) => rank(a) - rank(b))) {
    if (own.has(use.name)) {
      if (use.name === 'os-variant' || use.name === 'unattended') applyPlain(use, building);
    } else if (tableOf(use.name)) applyOption(use, building);
    else applyPlain(use, building);
  }
}

/** Adds virt-install's default devices: an interface, graphics, and a disk if osinfo-db recommends one. */
function addDefaultDevices({ domain, without, uses }: Building, variant: string | undefined): void {
  const { mark } = domain;
  const devices = domain.find('devices', mark)!;
  const has = (name: string) => devices.all(name).length > 0;
  if (!has('interface') && !without.has('network')) {
    const card = devices.add('interface', mark);
    card.set('@type', 'network', mark);
    card.set('source/@network', 'default', mark);
  }
  if (!has('graphics') && !without.has('graphics')) devices.add('graphics', mark);
  const { storage } = recommended(variant);
  const stated = uses.some(({ name }) => ['disk', 'filesystem'].includes(name));
  if (storage && !stated) devices.add('disk', mark).volumeOptions.set('size', { value: String(storage), mark });
}

/** The guest's name; without one, that of the operating system, or guest. virt-install appends a number. */
function nameOf({ domain, leftovers }: Building, variant: string | undefined, taken: object): string {
  const given = domain.get('name')?.value;
  if (given !== undefined && given !== '') return given;
  const base = (variant ?? 'guest').replace(/[^a-zA-Z0-9_.+-]/g, '-');
  let name = base;
  for (let number = 2; Object.hasOwn(taken, name); number += 1) name = `${base}-${number}`;
  leftovers.push({
    kind: 'changed',
    where: '--name',
    value: '',
    why: `the command gives none: ${name} is used`,
    remedy: 'Rename it below vms.',
    offset: domain.mark.offset,
  });
  return name;
}

function inOrder(leftovers: Leftover[]): Leftover[] {
  const unique = new Map(
    leftovers.map((each) => [JSON.stringify([each.where, each.value, each.why, each.offset]), each]),
  );
  return [...unique.values()].sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0));
}
