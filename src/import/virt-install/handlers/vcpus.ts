import type { Handler } from '../building.ts';
import { renamed } from '../pairs.ts';

/** `--vcpus 2,maxvcpus=4`: in old releases the first number was the maximum (_convert_old_vcpu_opts). */
export const vcpus: Handler = {
  before(pairs) {
    renamed(pairs, 'cpuset', 'vcpu.cpuset');
    renamed(pairs, 'vcpus', 'vcpu');
    if (pairs.has('vcpu.current')) return renamed(pairs, 'maxvcpus', 'vcpu');
    if (pairs.has('maxvcpus')) renamed(pairs, 'vcpu', 'vcpu.current');
    return renamed(pairs, 'maxvcpus', 'vcpu');
  },
  calls: {
    'set_cpuset_cb()': (node, value, mark) => {
      if (value === 'auto') node.set('vcpu/@placement', 'auto', mark);
      else node.set('vcpu/@cpuset', value, mark);
    },
  },
};
