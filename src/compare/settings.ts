import { isDeepStrictEqual } from 'node:util';
import { type Path, pointer } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { withoutLiterals } from '../secrets/find.ts';
import { masked, maskedPath } from './mask.ts';

export interface SettingChange {
  /** JSON Pointer into the resolved profile. */
  path: string;
  /** What it belongs to, such as "guest homeassistant"; empty for the host. */
  subject: string;
  key: string;
  /** Undefined where the side has no such value. */
  before?: unknown;
  after?: unknown;
  /** Whether it is an item of a list. */
  item?: true;
  effect?: string;
}

type Value = unknown;
const isMap = (value: Value): value is Record<string, Value> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: Value) => typeof value !== 'object' || value === null;

/** Facts and digests are about a machine and the network; the rest says which files of the build machine were read. */
const apart = ['machine', 'lock', 'facts', 'facts_max_age', 'facts_machine', 'overlays_max_size'];

/** The differences of two resolved profiles, key by key. */
export function settingChanges(before: Host, after: Host): SettingChange[] {
  const found: SettingChange[] = [];
  const add = (path: Path, a: Value, b: Value) => found.push(described(path, a, b));
  const walk = (a: Value, b: Value, path: Path): void => {
    if (isDeepStrictEqual(a, b)) return;
    if (isMap(a) && isMap(b)) {
      const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
      for (const key of keys) if (path.length > 0 || !apart.includes(key)) walk(a[key], b[key], [...path, key]);
    } else if (Array.isArray(a) && Array.isArray(b)) walkList(a, b, path);
    else add(path, a, b);
  };
  const walkList = (a: Value[], b: Value[], path: Path) => {
    // Things of a list, such as disks, have no names: with equal lengths the places tell which is which.
    if (a.length === b.length && !a.every(isScalar)) for (const at of a.keys()) walk(a[at], b[at], [...path, at]);
    else {
      const gone = a.filter((item) => !b.some((other) => isDeepStrictEqual(item, other)));
      const come = b.filter((item) => !a.some((other) => isDeepStrictEqual(item, other)));
      for (const item of gone) found.push({ ...described(path, item, undefined), item: true });
      for (const item of come) found.push({ ...described(path, undefined, item), item: true });
      if (gone.length + come.length === 0) add(path, a, b);
    }
  };
  walk(before, after, []);
  return found.filter(({ path }) => !derivedFromOthers(path));
}

/** What resolving adds apart the keys that people write (src/host/guest.ts, passthrough.ts). */
const derivedFromOthers = (path: string) => /^\/passthrough\/addresses|^\/vms\/[^/]+\/attached/.test(path);

const subjects: [string[], string][] = [
  [['vms'], 'guest'],
  [['libvirt', 'networks'], 'libvirt network'],
  [['libvirt', 'pools'], 'pool'],
  [['network', 'interfaces'], 'interface'],
  [['access', 'users'], 'user'],
  [['storage', 'mounts'], 'mount'],
  [['services'], 'service'],
  [['files'], 'file'],
];

/** The only way to a change, so that no form of the output has a secret. */
function described(path: Path, before: Value, after: Value): SettingChange {
  const [above, kind] = subjects.find(([start]) => start.every((part, index) => path[index] === part)) ?? [[], ''];
  const subject = kind === '' || path.length <= above.length ? '' : `${kind} ${path[above.length]}`;
  const rest = subject === '' ? path : path.slice(above.length + 1);
  const effect = effectOf(path);
  return {
    path: pointer(maskedPath(path)),
    subject: withoutLiterals(subject),
    key: maskedPath(rest)
      .map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${part}`))
      .join('')
      .replace(/^\./, ''),
    ...(before === undefined ? {} : { before: masked(before) }),
    ...(after === undefined ? {} : { after: masked(after) }),
    ...(effect ? { effect } : {}),
  };
}

/** When `apply` makes a change take effect (docs/updates.md). */
function effectOf([section, , key]: Path): string | undefined {
  if (section === 'vms') return key === undefined ? undefined : 'when the guest starts again';
  if (section === 'install') return 'only when a machine is installed';
  return ['boot', 'passthrough', 'tuning'].includes(String(section)) ? 'needs a restart of the host' : undefined;
}
