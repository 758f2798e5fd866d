import type { Handler } from '../building.ts';
import { changed } from '../marked.ts';
import { tokensOf } from '../suboptions.ts';

const policies = ['force', 'require', 'optional', 'disable', 'forbid'];

/** `--cpu MODEL,+feature,-feature,require=...`: features by name, and names of models that stand for a mode. */
export const cpu: Handler = {
  before(pairs, use, { domain }) {
    const node = domain.find('cpu', use.mark)!;
    const set = (name: string, policy: string, offset: number) =>
      node.set(`feature[@name='${name}']/@policy`, policy, { where: `${use.flag} ${policy}`, value: name, offset });
    // Unlike other suboptions, a policy may be given several times.
    const tokens = tokensOf(use.value!).map((each) => ({ text: each.value, offset: each.offset }));
    for (const { text, offset } of tokens) {
      const [, policy = '', name = ''] = /^(\w+)=(.*)$/.exec(text) ?? [];
      if (policies.includes(policy) && name !== '') set(name, policy, offset);
    }
    for (const [key, { value, offset }] of [...pairs]) {
      const added = /^[+-]./.test(key) && !value?.value;
      if (added) set(key.slice(1), key.startsWith('+') ? 'force' : 'disable', offset);
      if (added || policies.includes(key)) pairs.delete(key);
    }
    return pairs;
  },
  calls: {
    // The mitigations depend on the host's CPU, so libvirt adds them by itself.
    secure: () => undefined,
    'set_model_cb()': (node, value, mark, { asked, leftovers }) => {
      const mode =
        { host: 'host-model', none: 'clear', 'host-model-only': 'host-model', 'host-copy': 'host-model' }[value] ??
        value;
      if (value === 'host-model-only' || value === 'host-copy') {
        leftovers.push(
          changed(
            mark,
            'its meaning depends on the host that ran virt-install',
            'Set cpu.mode to custom, and cpu.model.',
          ),
        );
      }
      if (!['host-model', 'host-passthrough', 'clear', 'hv-default', 'default', 'maximum'].includes(mode)) {
        node.set('@mode', 'custom', mark);
        node.set('model', value === '' ? undefined : value, mark);
        return;
      }
      asked.set('cpu mode', mark);
      node.set('model', undefined, mark);
      node.set(
        '@mode',
        { clear: undefined, 'hv-default': undefined, default: 'host-passthrough' }[mode] ??
          (mode === 'clear' || mode === 'hv-default' ? undefined : mode),
        mark,
      );
    },
  },
};
