import {
  attribute,
  child,
  children,
  type Element,
  isBare,
  mapChildren,
  withAttributes,
  withChildren,
  withoutUsual,
} from '#src/xml/element.ts';
import { kibibytes, number, numberOf, type Values, valuesOf } from '../../reader.ts';
import { asNumber, asTruth, found, foundIn, type Keys, type Several, textIn } from '../../vocabulary.ts';

/** The default CPU check of libvirt before it starts the guest. */
const usualCheck: Record<string, string[]> = {
  'host-passthrough': ['none'],
  maximum: ['none'],
  'host-model': ['partial'],
};

const modeOf = (cpu: Element) => attribute(cpu, 'mode') ?? (child(cpu, 'model') ? 'custom' : undefined);

/** The CPU without what libvirt adds; undefined if nothing is left. */
export function normalCpu(cpu: Element): Element | undefined {
  const mode = modeOf(cpu);
  const whole = withAttributes(cpu, {
    mode,
    ...(mode === 'custom' ? { match: attribute(cpu, 'match') ?? 'exact' } : {}),
  });
  const usual = withoutUsual(whole, { check: usualCheck[mode ?? ''] ?? [], migratable: 'on' });
  const inside = mapChildren(usual, (each) => {
    if (each.name === 'topology') return withoutUsual(each, { dies: '1', clusters: '1' });
    if (each.name === 'feature') return withAttributes(each, { policy: attribute(each, 'policy') ?? 'require' });
    if (each.name === 'numa') return withChildren(each, each.children.map(cellOf));
    if (each.name !== 'model') return each;
    const model = withoutUsual(each, { fallback: 'allow' });
    return isBare(model) ? undefined : model;
  });
  return isBare(inside) ? undefined : inside;
}

function cellOf(numbered: Element, index: number): Element {
  const cell = withoutUsual(numbered, { id: String(index) });
  const amount = kibibytes(attribute(cell, 'memory'), attribute(cell, 'unit'));
  return amount === undefined ? cell : withAttributes(cell, { memory: String(amount), unit: undefined });
}

export function normalVcpu(vcpu: Element): Element {
  const usual = withoutUsual(vcpu, { placement: 'static' });
  return attribute(usual, 'current') === usual.text ? withAttributes(usual, { current: undefined }) : usual;
}

export function readCpu(domain: Element): Values {
  const vcpu = child(domain, 'vcpu');
  const current = numberOf(vcpu, 'current');
  const most = vcpu && number(vcpu.text);
  return {
    vcpus: current ?? most,
    max_vcpus: current === undefined || current === most ? undefined : most,
    cpuset: attribute(vcpu, 'cpuset'),
    cpu: cpuOf(child(domain, 'cpu')),
  };
}

/** A model is valid alone, or with a mode that accepts one. */
const model: Several = (cpu, wording) => {
  const counts = attribute(cpu, 'mode') === 'custom' || child(cpu, 'model')?.text;
  return counts
    ? foundIn(
        cpu,
        [
          ['model', 'model'],
          ['model/@fallback', 'fallback'],
        ],
        wording,
      )
    : [];
};

/** A mode without a level has a short form. */
const cache: Several = (cpu, wording) => {
  const inside = child(cpu, 'cache');
  const level = attribute(inside, 'level');
  const keys: Keys = [
    ['cache/@mode', level === undefined ? 'cache' : 'cache.mode'],
    ['cache/@level', 'cache.level', asNumber],
  ];
  return foundIn(cpu, keys, wording);
};

const features: Several = (cpu) =>
  children(cpu, 'feature').flatMap((each) => {
    const name = attribute(each, 'name');
    const policy = attribute(each, 'policy') ?? 'require';
    return name === undefined ? [] : [found(['features', name], policy, each, '@name', '@policy')];
  });

/** NUMA nodes of the guest; nodes with settings that have no key stay XML. */
const numa: Several = (cpu, { size }) => {
  const cells = child(cpu, 'numa')?.children ?? [];
  if (!cells.every((each) => each.name === 'cell' && each.children.length === 0 && !attribute(each, 'discard')))
    return [];
  return cells.flatMap((cell, index) => {
    const amount = size(attribute(cell, 'memory') ?? '', attribute(cell, 'unit'));
    const access = attribute(cell, 'memAccess');
    const cpus = attribute(cell, 'cpus');
    const at = ['numa', index];
    return [
      found(at, {}, cell, '@id', '@unit'),
      ...(cpus === undefined ? [] : [found([...at, 'cpus'], cpus, cell, '@cpus')]),
      ...(access === undefined ? [] : [found([...at, 'access'], access, cell, '@memAccess')]),
      ...(attribute(cell, 'memory') === undefined ? [] : [found([...at, 'memory'], amount, cell, '@memory', '@unit')]),
    ];
  });
};

export const cpuKeys: Keys = [
  ['@mode', 'mode'],
  model,
  ['@match', 'match'],
  ['@check', 'check'],
  ['@migratable', 'migratable', asTruth],
  ...['sockets', 'dies', 'cores', 'threads'].map(
    (name) => [`topology/@${name}`, `topology.${name}`, asNumber] as const,
  ),
  cache,
  features,
  numa,
];

function cpuOf(cpu: Element | undefined): Values {
  const mode = cpu && modeOf(cpu);
  if (!cpu || (mode === undefined && cpu.children.length === 0)) return { mode: 'default' };
  return valuesOf(cpu, cpuKeys, { mode: mode ?? 'default', fallback: textIn(cpu, 'model/@fallback') });
}
