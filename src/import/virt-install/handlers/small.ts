import type { Handler } from '../building.ts';
import { lost } from '../marked.ts';
import { renamed, textAt } from '../pairs.ts';
import { callsAt, sourceCalls } from './characters.ts';

const unlessNone = (kind: string, before: Handler['before'] = (pairs) => pairs): Handler => ({
  before(pairs, use, building) {
    if (use.value!.value !== 'none') return before(pairs, use, building);
    building.without.add(kind);
    return null;
  },
  calls: sourceCalls,
});

/** `--sound` without a model is the card that goes with the chipset. */
export const sound: Handler = {
  ...unlessNone('sound'),
  after(node, _, __, { asked }) {
    if (!node.get('@model')) asked.set('sound', node.mark);
  },
};

export const redirdev: Handler = {
  ...unlessNone('redirdev'),
  calls: { ...sourceCalls, 'set_server_cb()': sourceCalls['set_sourcehost_cb()']! },
};

export const smartcard: Handler = { calls: sourceCalls };

/** `--tpm /dev/tpm0`, `--tpm default`. */
export const tpm = unlessNone('tpm', (pairs, _, { asked }) => {
  if (textAt(pairs, 'type')?.startsWith('/')) renamed(pairs, 'type', 'path');
  if (textAt(pairs, 'type') === 'default') {
    asked.set('tpm', { where: '--tpm', value: 'default', offset: pairs.get('type')!.offset });
    pairs.delete('type');
  }
  return pairs;
});

/** `--rng /dev/random`, `--rng type=random,device=...`. */
export const rng: Handler = {
  ...unlessNone('rng', (pairs) => {
    renamed(pairs, 'type', 'backend.model');
    renamed(pairs, 'device', 'backend');
    const model = pairs.get('backend.model');
    if (!model?.value?.value.startsWith('/')) return pairs;
    renamed(pairs, 'backend.model', 'backend');
    return pairs.set('backend.model', { key: 'backend.model', value: model.value.as('random'), offset: model.offset });
  }),
  calls: callsAt('backend/'),
};

/** `--memdev`: sizes in MiB. */
export const memdev: Handler = {
  calls: {
    'set_target_size()': (node, value, mark, { leftovers }, name) => {
      const place = name.replace('target.label_size', 'target/label/size').replace(/[._]/, '/');
      if (/^\d{1,12}$/.test(value)) node.set(place, String(Number(value) * 1024), mark);
      else leftovers.push(lost(mark, 'it is not a number of MiB', 'Write a whole number without a unit, such as 512.'));
    },
  },
};

/** `--panic 0x505`; its address is of type isa (virtinst/devices/panic.py). */
export const panic: Handler = {
  after(node, _, { mark }) {
    if (node.get('address/@iobase') && !node.get('address/@type')) node.set('address/@type', 'isa', mark);
  },
  before(pairs) {
    const model = pairs.get('model');
    if (pairs.size === 1 && model?.value?.value.startsWith('0x')) {
      renamed(pairs, 'model', 'address.iobase');
      pairs.set('model', { key: 'model', value: model.value.as('isa'), offset: model.offset });
    }
    return pairs;
  },
};
