import type { Call, Handler } from '../building.ts';
import { renamed, textAt } from '../pairs.ts';

/** `HOST:PORT`, as some suboptions have it in one (virtinst/devices/char.py, _set_host_helper). */
const hostAndPort =
  (hostPlace: string, portPlace: string): Call =>
  (node, value, mark) => {
    const colon = value.lastIndexOf(':');
    const host = colon < 0 ? value : value.slice(0, colon);
    node.set(hostPlace, host === '' ? (colon < 0 ? undefined : '127.0.0.1') : host, mark);
    if (colon >= 0 && colon + 1 < value.length) node.set(portPlace, value.slice(colon + 1), mark);
  };

/** Where a character device is connected to; the same for all that have such a source. */
export const callsAt = (above: string): Record<string, Call> => ({
  'set_sourcehost_cb()': hostAndPort(`${above}source/@host`, `${above}source/@service`),
  'set_bind_cb()': hostAndPort(`${above}source[@mode='bind']/@host`, `${above}source[@mode='bind']/@service`),
  'set_connect_cb()': hostAndPort(`${above}source[@mode='connect']/@host`, `${above}source[@mode='connect']/@service`),
});

export const sourceCalls = callsAt('');

const line = (kind: string): Handler => ({
  before(pairs, { value }, { without }) {
    if (value!.value === 'none' && (kind === 'console' || kind === 'channel')) {
      without.add(kind);
      return null;
    }
    for (const key of ['path', 'mode', 'bind_host']) renamed(pairs, key, `source.${key}`);
    const host = pairs.get('host');
    if (host) {
      const binds = !pairs.has('source.bind_host') && textAt(pairs, 'source.mode') === 'bind';
      renamed(pairs, 'host', binds ? 'source.bind_host' : 'source.connect_host');
    }
    return pairs;
  },
  calls: { ...sourceCalls, 'set_target_cb()': hostAndPort('target/@address', 'target/@port') },
});

/** `--serial`, `--parallel`, `--channel` and `--console`. */
export const characters: Record<string, Handler> = Object.fromEntries(
  ['serial', 'parallel', 'channel', 'console'].map((kind) => [kind, line(kind)]),
);
