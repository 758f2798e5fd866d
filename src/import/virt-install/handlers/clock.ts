import type { Call, Handler } from '../building.ts';
import { lost } from '../marked.ts';
import { truth } from '../truth.ts';

const setTimer: Call = (node, value, mark, { leftovers }, name) => {
  const [timer = '', what = ''] = name.split('_');
  const present = what === 'present' ? truth(value) : undefined;
  if (what === 'present' && present === undefined)
    leftovers.push(lost(mark, 'it is neither yes nor no', 'Write yes or no.'));
  else node.set(`timer[@name='${timer}']/@${what}`, present === undefined ? value : present ? 'yes' : 'no', mark);
};

/** `--clock rtc_tickpolicy=...`; of other timers libvirt never looked at the policy, and virt-install drops it. */
export const clock: Handler = {
  before(pairs) {
    for (const timer of ['platform', 'hpet', 'tsc', 'kvmclock', 'hypervclock']) pairs.delete(`${timer}_tickpolicy`);
    return pairs;
  },
  calls: { 'set_timer()': setTimer },
};
