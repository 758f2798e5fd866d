import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import { asList, keysWithoutEffect, notAllowedFor, type Owners, required } from '../../rules.ts';

const plugged = ['tablet', 'keyboard', 'mouse', 'passthrough'];
const withSource = ['passthrough', 'evdev'];
/** For each key of an input device, the types that have it. */
const inputs: Owners = {
  bus: plugged,
  model: plugged,
  source: withSource,
  grab: ['evdev'],
  repeat: ['evdev'],
};

export function inputKeys({ input }: Guest, at: Path): Problem[] {
  return asList(input, [...at, 'input']).flatMap(([path, each]) => [
    ...keysWithoutEffect(path, each, String(each.type), inputs),
    ...(each.type === 'passthrough' && each.bus !== undefined && each.bus !== 'virtio'
      ? [notAllowedFor([...path, 'bus'], `bus ${each.bus}`, 'passthrough', ['tablet', 'keyboard', 'mouse'])]
      : []),
    ...(withSource.includes(String(each.type)) ? required(path, each, String(each.type), 'source') : []),
  ]);
}

export function inputTogether({ input }: Guest, at: Path): Problem[] {
  return asList(input, [...at, 'input']).flatMap(([path, { type, bus, model }]) => {
    const onVirtio = bus === 'virtio' || (type === 'passthrough' && bus === undefined);
    if (model !== undefined && !onVirtio)
      return [notAllowedFor([...path, 'model'], `model ${model}`, `bus ${bus ?? 'by default'}`, ['virtio'])];
    if (model !== undefined && model !== 'virtio' && type === 'passthrough')
      return [notAllowedFor([...path, 'model'], `model ${model}`, 'passthrough', ['tablet', 'keyboard', 'mouse'])];
    return type === 'tablet' && bus === 'ps2'
      ? [notAllowedFor([...path, 'bus'], 'bus ps2', 'tablet', ['keyboard', 'mouse'])]
      : [];
  });
}
