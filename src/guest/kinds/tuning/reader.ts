import { attribute, child, children, type Element } from '#src/xml/element.ts';
import { type Values, valuesOf } from '../../reader.ts';
import { asNumber, type Form, found, foundIn, type Keys, placesIn, type Several, under } from '../../vocabulary.ts';
import { limits } from './view.ts';

/** A list of CPUs or nodes; a single one as a number. */
export const asList: Form = (text) => (/^\d{1,15}$/.test(text) ? Number(text) : text);

/** The CPUs that a CPU or a thread of the guest runs on, by its number. */
const pins =
  (name: string, numbered: string): Several =>
  (tune, wording) =>
    children(tune, name).flatMap((pin) => {
      const [number, cpus] = [attribute(pin, numbered), attribute(pin, 'cpuset')];
      if (number === undefined || cpus === undefined) return [];
      return [found([name, number], asList(cpus, wording), pin, '@cpuset', `@${numbered}`)];
    });

export const cputuneKeys: Keys = [
  ...limits.map((name) => [name, name, asNumber] as const),
  ['emulatorpin/@cpuset', 'emulatorpin', asList],
  pins('vcpupin', 'vcpu'),
  pins('iothreadpin', 'iothread'),
];

const nodes: Several = (numatune, wording) =>
  children(numatune, 'memnode').flatMap((node) => {
    const cell = attribute(node, 'cellid');
    if (cell === undefined) return [];
    const inside = foundIn(
      node,
      [
        ['@mode', 'mode'],
        ['@nodeset', 'nodeset', asList],
      ],
      wording,
    );
    return under(['memnode', cell], inside).map((each) => ({
      ...each,
      from: [...each.from, ...placesIn(node, '@cellid')],
    }));
  });

export const numatuneKeys: Keys = [
  ['memory/@nodeset', 'memory.nodeset', asList],
  ['memory/@mode', 'memory.mode'],
  ['memory/@placement', 'memory.placement'],
  nodes,
];

export function readTuning(domain: Element): Values {
  const [tune, numa] = [child(domain, 'cputune'), child(domain, 'numatune')];
  return {
    ...valuesOf(domain, [['iothreads', 'iothreads', asNumber]]),
    cputune: tune && valuesOf(tune, cputuneKeys),
    numatune: numa && valuesOf(numa, numatuneKeys),
  };
}
