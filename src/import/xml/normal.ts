import { normalBoot } from '../../guest/kinds/boot/reader.ts';
import { withoutAliasConsole } from '../../guest/kinds/character/reader.ts';
import { normalClock } from '../../guest/kinds/clock/reader.ts';
import { normalCpu, normalVcpu } from '../../guest/kinds/cpu/reader.ts';
import { normalFeatures } from '../../guest/kinds/features/reader.ts';
import { comesWithMachine } from '../../guest/kinds/input/reader.ts';
import { normalMemory } from '../../guest/kinds/memory/reader.ts';
import { normalPower } from '../../guest/kinds/power/reader.ts';
import {
  attribute,
  child,
  type Element,
  element,
  isBare,
  mapChildren,
  withAttributes,
  withChildren,
} from '../../xml/element.ts';
import { controllersThatMatter, isRootOfPci } from './controllers.ts';
import { kinds } from './device-kinds.ts';
import { plainAddresses } from './tidy.ts';

/**
 * The normal form of a definition: equal for definitions that libvirt treats as equal, without what libvirt fills in and
 * with its defaults. The elements keep their offsets.
 */
export function normalDomain(domain: Element): Element {
  const shaped = normalPower(normalMemory(normalBoot(plainAddresses(domain))));
  const usual = mapChildren(shaped, (each) => {
    if (each.name === 'vcpu') return normalVcpu(each);
    if (each.name === 'cpu') return normalCpu(each);
    if (each.name === 'clock') return normalClock(each);
    if (each.name === 'features') return normalFeatures(each);
    if (each.name === 'uuid') return { ...each, text: each.text.toLowerCase() };
    if (each.name === 'devices') return normalDevices(each);
    return filledIn(each) ? undefined : each;
  });
  const clock = child(usual, 'clock') ? [] : [element('clock', { offset: 'utc' })];
  const vcpu = child(usual, 'vcpu') ? [] : [element('vcpu', {}, [], '1')];
  const ids = { id: undefined, 'xmlns:xsi': undefined };
  return withAttributes(withChildren(usual, [...usual.children, ...clock, ...vcpu]), ids);
}

/** What libvirt writes into every definition, or what has no effect. */
function filledIn(each: Element): boolean {
  if (each.name === 'resource')
    return each.children.every(({ name, text }) => name === 'partition' && text === '/machine');
  if (each.name === 'seclabel')
    return (attribute(each, 'type') ?? 'dynamic') === 'dynamic' && !child(each, 'baselabel');
  return ['cputune', 'numatune', 'memoryBacking', 'metadata', 'qemu:commandline'].includes(each.name) && isBare(each);
}

function normalDevices(devices: Element): Element {
  const own = withoutAliasConsole(controllersThatMatter(devices.children)).filter(
    (each) => each.name !== 'emulator' && !comesWithMachine(each) && !ownAudio(each) && !isRootOfPci(each),
  );
  const balloon = own.some(({ name }) => name === 'memballoon') ? [] : [element('memballoon', { model: 'virtio' })];
  const seen = new Map<string, number>();
  return withChildren(
    devices,
    [...own, ...balloon].map((each) => {
      const index = seen.get(each.name) ?? 0;
      seen.set(each.name, index + 1);
      return kinds[each.name]?.reader.normal?.(each, index) ?? each;
    }),
  );
}

/** libvirt writes down what sounds where: nowhere, or at the screen. */
function ownAudio(each: Element): boolean {
  return (
    each.name === 'audio' && ['none', 'spice'].includes(attribute(each, 'type') ?? '') && each.children.length === 0
  );
}
