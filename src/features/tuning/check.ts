import { type Problem, problem } from '../../findings/finding.ts';
import type { Host } from '../../pipeline/host.ts';
import { parseCpuList } from '../../profile/units.ts';

export function check(host: Host): Problem[] {
  return [...reversedRange(host), ...firstCpuIsolated(host), ...sizeTwice(host)];
}

function reversedRange({ tuning: { isolate_cpus } }: Host): Problem[] {
  const reversed = isolate_cpus?.split(',').find((part) => {
    const [first, last] = part.split('-').map(Number);
    return last !== undefined && first! > last;
  });
  return reversed ? [problem('cpu-range-reversed', ['tuning', 'isolate_cpus'], { range: reversed })] : [];
}

/** The kernel keeps interrupts and its own threads on CPU 0 whatever is isolated. */
function firstCpuIsolated({ tuning: { isolate_cpus } }: Host): Problem[] {
  return isolate_cpus && parseCpuList(isolate_cpus).includes(0)
    ? [problem('cpu-zero-isolated', ['tuning', 'isolate_cpus'], undefined)]
    : [];
}

function sizeTwice({ tuning: { hugepages } }: Host): Problem[] {
  return hugepages.flatMap(({ size }, index) => {
    const first = hugepages.findIndex((other) => other.size === size);
    const details = { related: [{ path: ['tuning', 'hugepages', first, 'size'], message: 'the first ones' }] };
    return first === index
      ? []
      : [problem('hugepages-twice', ['tuning', 'hugepages', index, 'size'], { size }, details)];
  });
}
