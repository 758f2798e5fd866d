import {
  attribute,
  child,
  type Element,
  isBare,
  isThere,
  mapChildren,
  withAttributes,
  withoutUsual,
} from '#src/xml/element.ts';
import { kibibytes, type Values, valuesOf } from '../../reader.ts';
import { asTruth, found, type Keys, type Several, type Wording } from '../../vocabulary.ts';

/** The enlightenments of Hyper-V that are only on or off. */
const hypervSwitches = [
  'relaxed',
  'vapic',
  'vpindex',
  'runtime',
  'synic',
  'reset',
  'frequencies',
  'reenlightenment',
  'tlbflush',
  'ipi',
  'evmcs',
  'avic',
];
const switched = ['pmu', 'vmport', 'vmcoreinfo', 'pvspinlock'];

export function normalFeatures(features: Element): Element | undefined {
  const usual = mapChildren(features, (each) => {
    if (each.name === 'smm') return mapChildren(withState(each), tsegOf);
    if (switched.includes(each.name)) return withState(each);
    if (each.name === 'hyperv') return mapChildren(withoutUsual(each, { mode: 'custom' }), withState);
    if (each.name !== 'kvm') return each;
    const kvm = mapChildren(each, withState);
    return isBare(kvm) ? undefined : kvm;
  });
  return isBare(usual) ? undefined : usual;
}

const withState = (of: Element) => withAttributes(of, { state: attribute(of, 'state') ?? 'on' });

function tsegOf(each: Element): Element {
  const amount = kibibytes(each.text, attribute(each, 'unit') ?? 'MiB');
  return amount === undefined ? each : { ...withAttributes(each, { unit: undefined }), text: String(amount) };
}

/** A switch in an element of its own; an element with more than that stays XML. */
const state =
  (path: string, key: string): Several =>
  (of, wording) => {
    const [, above = '', name = ''] = /^(?:(.*)\/)?(.*)$/.exec(path) ?? [];
    const inside = above === '' ? of : child(of, above);
    const element = child(inside, name);
    const on = stateOf(element, wording);
    const more = element?.children.length && attribute(element, 'state') === undefined;
    return on === undefined || more ? [] : [found(key, on, of, `${path}/@state`, `${path}?`)];
  };

/** A feature whose element exists is on, unless it says otherwise. */
function stateOf(of: Element | undefined, { truth }: Wording): boolean | undefined {
  return isThere(of) === true ? (truth(attribute(of, 'state') ?? 'on') ?? true) : isThere(of);
}

const apic: Several = (features, { truth }) => {
  const eoi = attribute(child(features, 'apic'), 'eoi');
  if (eoi !== undefined && truth(eoi) !== undefined) return [found('apic.eoi', truth(eoi), features, 'apic/@eoi')];
  const there = isThere(child(features, 'apic'));
  return there === undefined ? [] : [found('apic', there, features, 'apic?')];
};

const smm: Several = (features, wording) => {
  const smm = child(features, 'smm');
  const tseg = child(smm, 'tseg');
  const size = wording.size(tseg?.text ?? '', attribute(tseg, 'unit') ?? 'MiB');
  const on = stateOf(smm, wording);
  if (on === undefined) return [];
  return [
    found(
      'smm',
      on && size !== undefined ? { tseg: size } : on,
      smm,
      '@state',
      '?',
      ...(on && size ? ['tseg', 'tseg/@unit'] : []),
    ),
  ];
};

const spinlocks: Several = (features, wording) => {
  const spinlocks = child(child(features, 'hyperv'), 'spinlocks');
  const [on, retries] = [stateOf(spinlocks, wording), attribute(spinlocks, 'retries')];
  if (on === undefined || (retries === undefined && attribute(spinlocks, 'state') === undefined)) return [];
  const value = on && retries !== undefined ? wording.number(retries) : on;
  return [found('hyperv.spinlocks', value, spinlocks, '@retries', '@state', '?')];
};

const stimer: Several = (features, wording) => {
  const stimer = child(child(features, 'hyperv'), 'stimer');
  const [on, direct] = [stateOf(stimer, wording), stateOf(child(stimer, 'direct'), wording)];
  if (on === undefined) return [];
  return [
    found(
      'hyperv.stimer',
      on && direct !== undefined ? { direct } : on,
      stimer,
      'direct/@state',
      'direct?',
      '@state',
      '?',
    ),
  ];
};

const vendor: Several = (features, wording) => {
  const vendor = child(child(features, 'hyperv'), 'vendor_id');
  const value = attribute(vendor, 'value');
  return stateOf(vendor, wording) && value !== undefined
    ? [found('hyperv.vendor_id', value, vendor, '@value', '@state')]
    : [];
};

export const featureKeys: Keys = [
  ['acpi?', 'acpi', asTruth],
  apic,
  ['pae?', 'pae', asTruth],
  ...switched.map((name) => state(name, name)),
  smm,
  ['ioapic/@driver', 'ioapic'],
  ['msrs/@unknown', 'msrs'],
  state('kvm/hidden', 'kvm.hidden'),
  state('kvm/hint-dedicated', 'kvm.hint_dedicated'),
  state('kvm/poll-control', 'kvm.poll_control'),
  ['hyperv/@mode', 'hyperv.mode'],
  ...hypervSwitches.map((name) => state(`hyperv/${name}`, `hyperv.${name}`)),
  vendor,
  spinlocks,
  stimer,
];

export function readFeatures(domain: Element): Values {
  const features = child(domain, 'features');
  const unsaid = { acpi: false, apic: false, hyperv: child(features, 'hyperv') ? {} : 'none' };
  return { features: valuesOf(features, featureKeys, unsaid) };
}
