import { attribute, child, children, type Element } from '#src/xml/element.ts';
import { number, type Said, said } from '../../reader.ts';
import { limits } from './view.ts';

/** A list of CPUs or nodes; a single one as the number that it is. */
const listOf = (of: Element | undefined, name: string) => number(attribute(of, name));

/** What stands under the number of a CPU, thread or node. */
function numbered(found: readonly Element[], key: string, value: (each: Element) => unknown): Said | undefined {
  return said(Object.fromEntries(found.map((each) => [attribute(each, key) ?? '', value(each)])));
}

export function readTuning(domain: Element): Said {
  const tune = child(domain, 'cputune');
  const numa = child(domain, 'numatune');
  const memory = child(numa, 'memory');
  const pins = (name: string, key: string) => numbered(children(tune, name), key, (pin) => listOf(pin, 'cpuset'));
  return {
    iothreads: number(child(domain, 'iothreads')?.text),
    cputune: tune && {
      vcpupin: pins('vcpupin', 'vcpu'),
      emulatorpin: listOf(child(tune, 'emulatorpin'), 'cpuset'),
      iothreadpin: pins('iothreadpin', 'iothread'),
      ...Object.fromEntries(limits.map((name) => [name, number(child(tune, name)?.text)])),
    },
    numatune: numa && {
      memory:
        memory &&
        said({
          mode: attribute(memory, 'mode'),
          nodeset: listOf(memory, 'nodeset'),
          placement: attribute(memory, 'placement'),
        }),
      memnode: numbered(
        children(numa, 'memnode'),
        'cellid',
        (node) => said({ mode: attribute(node, 'mode'), nodeset: listOf(node, 'nodeset') }) ?? {},
      ),
    },
  };
}
