import type { Handler } from '../building.ts';

/** `--graphics none`, `--graphics vnc,listen=...,keymap=...`. */
export const graphics: Handler = {
  before(pairs, { value }, { without }) {
    if (value!.value !== 'none') return pairs;
    without.add('graphics');
    return null;
  },
  calls: {
    'set_type_cb()': (node, value, mark) => {
      if (value !== 'default') node.set('@type', value, mark);
    },
    'set_keymap_cb()': (node, value, mark) => {
      if (value !== '' && !['local', 'none'].includes(value.toLowerCase())) node.set('@keymap', value, mark);
    },
    listen: (node, value, mark) => {
      for (const each of node.all('listen')) node.children.splice(node.children.indexOf(each), 1);
      if (value === 'none' || value === 'socket') node.set('listen/@type', value, mark);
      else node.set('@listen', value === '' ? undefined : value, mark);
    },
  },
};
