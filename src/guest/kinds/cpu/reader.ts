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
import { kibibytes, number, numberOf, type Said, said, sizeOf, truthOf } from '../../reader.ts';

/** What libvirt checks of a CPU before it starts the guest, where nothing is said. */
const usualCheck: Record<string, string[]> = {
  'host-passthrough': ['none'],
  maximum: ['none'],
  'host-model': ['partial'],
};

const modeOf = (cpu: Element) => attribute(cpu, 'mode') ?? (child(cpu, 'model') ? 'custom' : undefined);

/** The CPU without what libvirt writes of itself; none where nothing is left to say. */
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

export function readCpu(domain: Element): Said {
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

function cpuOf(cpu: Element | undefined): Said {
  const mode = cpu && modeOf(cpu);
  if (!cpu || (mode === undefined && cpu.children.length === 0)) return { mode: 'default' };
  const model = child(cpu, 'model');
  const topology = child(cpu, 'topology');
  const cache = child(cpu, 'cache');
  const features = children(cpu, 'feature').map((each) => [
    attribute(each, 'name'),
    attribute(each, 'policy') ?? 'require',
  ]);
  return {
    mode: mode ?? 'default',
    model: model?.text || undefined,
    fallback: attribute(model, 'fallback'),
    match: attribute(cpu, 'match'),
    check: attribute(cpu, 'check'),
    migratable: truthOf(cpu, 'migratable'),
    topology:
      topology &&
      said(Object.fromEntries(['sockets', 'dies', 'cores', 'threads'].map((key) => [key, numberOf(topology, key)]))),
    cache: cache && said({ mode: attribute(cache, 'mode'), level: numberOf(cache, 'level') }),
    features: features.length > 0 ? Object.fromEntries(features) : undefined,
    numa: numaOf(child(cpu, 'numa')),
  };
}

function numaOf(numa: Element | undefined): Said[] | undefined {
  return numa?.children.map((cell) => {
    const amount = kibibytes(attribute(cell, 'memory'), attribute(cell, 'unit'));
    return {
      cpus: attribute(cell, 'cpus'),
      memory: amount && sizeOf(amount),
      access: attribute(cell, 'memAccess'),
    };
  });
}
