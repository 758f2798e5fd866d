import type { Guest } from '#src/host/guest.ts';
import { parseSize } from '#src/profile/units.ts';
import { type Attributes, onOff } from '../../attributes.ts';
import { supports } from '../../os-variants.ts';
import { secureBoot } from '../boot/secure.ts';
import { hasSpice } from '../graphics/screens.ts';

export type Hyperv = Exclude<NonNullable<Guest['features']['hyperv']>, 'none'>;

/** An element by its name, with its attributes. */
interface Named {
  name: string;
  attributes: Attributes;
  inner?: Named | undefined;
}

/** Template values of the features. */
export function featuresView(guest: Guest): object {
  const { acpi, apic, pae, pmu, smm, vmcoreinfo, pvspinlock, ioapic, kvm, msrs } = guest.features;
  const hyperv = hypervOf(guest);
  return {
    acpi,
    apic: apic !== false && { eoi: typeof apic === 'object' ? onOff(apic.eoi) : undefined },
    pae,
    states: [
      ...state('pmu', pmu),
      ...state('vmport', guest.features.vmport ?? (hasSpice(guest) ? false : undefined)),
      ...state('vmcoreinfo', vmcoreinfo),
      ...state('pvspinlock', pvspinlock),
    ],
    smm: smm === undefined ? secureBoot(guest) && { state: 'on' } : { state: onOff(smm !== false) },
    tseg: typeof smm === 'object' && parseSize(smm.tseg) / 1024,
    ioapic,
    kvm: kvm && [
      ...state('hidden', kvm.hidden),
      ...state('hint-dedicated', kvm.hint_dedicated),
      ...state('poll-control', kvm.poll_control),
    ],
    hyperv: hyperv && { attributes: { mode: hyperv.mode }, states: enlightenments(hyperv) },
    msrs,
  };
}

/** The given features, and for Windows those that virt-install adds (virtinst/domain/features.py, set_defaults). */
export function hypervOf(guest: Guest): Hyperv | undefined {
  const { hyperv } = guest.features;
  if (hyperv === 'none') return undefined;
  return supports(guest, 'hyperv') ? { relaxed: true, vapic: true, spinlocks: 8191, ...hyperv } : hyperv;
}

function enlightenments({ mode: _, spinlocks, stimer, vendor_id, ...plain }: Hyperv): Named[] {
  return [
    ...Object.entries(plain).flatMap(([name, value]) => state(name, value)),
    ...state('spinlocks', spinlocks === undefined ? undefined : spinlocks !== false, {
      retries: typeof spinlocks === 'number' ? spinlocks : undefined,
    }),
    ...state('stimer', stimer === undefined ? undefined : stimer !== false).map((element) => ({
      ...element,
      inner: typeof stimer === 'object' ? state('direct', stimer.direct)[0] : undefined,
    })),
    ...state('vendor_id', vendor_id === undefined ? undefined : true, { value: vendor_id }),
  ];
}

function state(name: string, value: boolean | undefined, more: Attributes = {}): Named[] {
  return value === undefined ? [] : [{ name, attributes: { state: onOff(value), ...more } }];
}
