import type { Problem } from '../../findings/finding.ts';
import type { Host } from '../../host/host.ts';
import { parseCpuList, parseSize } from '../../profile/units.ts';
import { problem } from './codes.ts';

export function check(host: Host): Problem[] {
  return [
    ...reversedRange(host),
    ...firstCpuIsolated(host),
    ...sizeTwice(host),
    ...cpusAbsent(host),
    ...pagesBeyond(host),
  ];
}

function reversedRange({ tuning: { isolate_cpus } }: Host): Problem[] {
  const reversed = isolate_cpus?.split(',').find((part) => {
    const [first, last] = part.split('-').map(Number);
    return last !== undefined && first! > last;
  });
  return reversed ? [problem('cpu-range-reversed', ['tuning', 'isolate_cpus'], { range: reversed })] : [];
}

/** The kernel keeps interrupts and its own threads on CPU 0 even if it is isolated. */
function firstCpuIsolated({ tuning: { isolate_cpus } }: Host): Problem[] {
  return isolate_cpus && parseCpuList(isolate_cpus).includes(0)
    ? [problem('cpu-zero-isolated', ['tuning', 'isolate_cpus'], undefined)]
    : [];
}

function sizeTwice({ tuning: { hugepages } }: Host): Problem[] {
  return hugepages.flatMap(({ size }, index) => {
    const first = hugepages.findIndex((other) => other.size === size);
    const details = { related: [{ path: ['tuning', 'hugepages', first, 'size'], message: 'the first entry' }] };
    return first === index
      ? []
      : [problem('duplicate-hugepages-size', ['tuning', 'hugepages', index, 'size'], { size }, details)];
  });
}

function cpusAbsent({ tuning: { isolate_cpus }, machine }: Host): Problem[] {
  const there = machine?.cpu.processors;
  if (!isolate_cpus || !there) return [];
  const known = new Set(parseCpuList(there));
  const missing = parseCpuList(isolate_cpus).filter((cpu) => !known.has(cpu));
  return missing.length > 0
    ? [problem('isolated-cpus-absent', ['tuning', 'isolate_cpus'], { missing: missing.join(', '), there })]
    : [];
}

function pagesBeyond({ tuning: { hugepages }, machine }: Host): Problem[] {
  const there = machine?.memory;
  const sum = hugepages.reduce((bytes, { size, count }) => bytes + parseSize(size) * count, 0);
  if (!there || sum <= there) return [];
  const mebibytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20)}MiB`;
  return [
    problem('hugepages-beyond-machine', ['tuning', 'hugepages'], { sum: mebibytes(sum), there: mebibytes(there) }),
  ];
}
