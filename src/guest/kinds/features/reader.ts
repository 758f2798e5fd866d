import { attribute, child, type Element, isBare, mapChildren, withAttributes, withoutUsual } from '#src/xml/element.ts';
import { kibibytes, numberOf, type Said, said, sizeOf, truthOf } from '../../reader.ts';

/** A feature that is there is on, unless it says something else. */
const state = (of: Element | undefined) => of && (truthOf(of, 'state') ?? true);

/** The enlightenments of Hyper-V that are only on or off. */
export const hypervSwitches = [
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

export function readFeatures(domain: Element): Said {
  const features = child(domain, 'features');
  const of = (name: string) => child(features, name);
  const eoi = truthOf(of('apic'), 'eoi');
  const kvm = of('kvm');
  return {
    features: {
      acpi: of('acpi') !== undefined,
      apic: eoi === undefined ? of('apic') !== undefined : { eoi },
      pae: of('pae') ? true : undefined,
      ...Object.fromEntries(switched.map((name) => [name, state(of(name))])),
      smm: smmOf(of('smm')),
      ioapic: attribute(of('ioapic'), 'driver'),
      kvm:
        kvm &&
        said({
          hidden: state(child(kvm, 'hidden')),
          hint_dedicated: state(child(kvm, 'hint-dedicated')),
          poll_control: state(child(kvm, 'poll-control')),
        }),
      hyperv: hypervOf(of('hyperv')),
      msrs: attribute(of('msrs'), 'unknown'),
    },
  };
}

function smmOf(smm: Element | undefined): unknown {
  const tseg = child(smm, 'tseg');
  const amount = kibibytes(tseg?.text, attribute(tseg, 'unit') ?? 'MiB');
  return state(smm) && amount !== undefined ? { tseg: sizeOf(amount) } : state(smm);
}

function hypervOf(hyperv: Element | undefined): unknown {
  if (!hyperv) return 'none';
  const of = (name: string) => child(hyperv, name);
  const direct = child(of('stimer'), 'direct');
  return {
    mode: attribute(hyperv, 'mode'),
    ...Object.fromEntries(hypervSwitches.map((name) => [name, state(of(name))])),
    spinlocks: state(of('spinlocks')) ? (numberOf(of('spinlocks'), 'retries') ?? true) : state(of('spinlocks')),
    stimer: state(of('stimer')) && direct ? { direct: state(direct) } : state(of('stimer')),
    vendor_id: state(of('vendor_id')) ? attribute(of('vendor_id'), 'value') : undefined,
  };
}
