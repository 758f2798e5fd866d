import { child, type Element, element } from '#src/xml/element.ts';
import { truthOf, type Values, valuesOf } from '../../reader.ts';
import { asTruth, type Keys } from '../../vocabulary.ts';

const usual: Record<string, string> = { on_poweroff: 'destroy', on_reboot: 'restart', on_crash: 'destroy' };

/** QEMU's default: its machines offer both states. */
const offered = (pm: Element | undefined, name: string) => truthOf(child(pm, name), 'enabled') ?? true;

export function normalPower(domain: Element): Element {
  const pm = child(domain, 'pm');
  const states = ['suspend-to-mem', 'suspend-to-disk'].map((name) =>
    element(name, { enabled: offered(pm, name) ? 'yes' : 'no' }),
  );
  const rest = domain.children.filter(({ name, text }) => name !== 'pm' && usual[name] !== text);
  return { ...domain, children: [...rest, { ...element('pm', {}, states), start: pm?.start ?? 0, end: pm?.end ?? 0 }] };
}

export const powerKeys: Keys = [
  ['pm/suspend-to-mem/@enabled', 'pm.suspend_to_mem', asTruth],
  ['pm/suspend-to-disk/@enabled', 'pm.suspend_to_disk', asTruth],
  ...Object.keys(usual).map((name) => [name, name] as const),
];

export function readPower(domain: Element): Values {
  return valuesOf(domain, powerKeys, { pm: { suspend_to_mem: true, suspend_to_disk: true } });
}
