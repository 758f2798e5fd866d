/** A short id in its parts: `ubuntu25.10` is of the family ubuntu, version 25.10. */
interface Parts {
  family: string;
  version: number[];
}

/** Families whose names end with a digit, and the names that people give to others. */
const withDigit = /^(win2k|centos-stream|fedora-coreos-|silverblue|macosx|slem|rhel-atomic-)/;
const otherNames = new Map<string, string>(
  Object.entries({
    alma: 'almalinux',
    alpine: 'alpinelinux',
    arch: 'archlinux',
    centosstream: 'centos-stream',
    oraclelinux: 'ol',
    redhat: 'rhel',
    rockylinux: 'rocky',
    suse: 'sle',
    'ws-': 'win2k',
    windows: 'win',
  }),
);

function partsOf(shortId: string): Parts | undefined {
  const fixed = withDigit.exec(shortId)?.[0];
  const [, name = '', rest = ''] = fixed
    ? [shortId, fixed, shortId.slice(fixed.length)]
    : (/^([a-z-]+?)[-.]?(\d[\d.]*)$/.exec(shortId) ?? []);
  if (!/^\d+(\.\d+)*$/.test(rest)) return undefined;
  return { family: otherNames.get(name) ?? name, version: rest.split('.').map(Number) };
}

/**
 * The system of the same family that is most similar: the newest that is not newer, or else the oldest. Versions of other
 * lengths are others: debian12 is not debian1.2. A name without a version is the newest of its family.
 */
export function nearestOfFamily(shortId: string, known: readonly string[]): string | undefined {
  const wanted = partsOf(shortId);
  if (!wanted) return newestOf(otherNames.get(shortId) ?? shortId, known);
  const members = known.flatMap((name) => {
    const parts = partsOf(name);
    return parts?.family === wanted.family ? [{ name, version: parts.version }] : [];
  });
  const alike = members.filter(({ version }) => version.length === wanted.version.length).sort(byVersion);
  if (alike.length === 0) return undefined;
  const older = alike.filter(({ version }) => compare(version, wanted.version) <= 0);
  return (older.at(-1) ?? alike[0]!).name;
}

function newestOf(family: string, known: readonly string[]): string | undefined {
  const members = known.flatMap((name) => {
    const parts = partsOf(name);
    return parts?.family === family ? [{ name, version: parts.version }] : [];
  });
  return members.sort(byVersion).at(-1)?.name;
}

const byVersion = (a: { version: number[] }, b: { version: number[] }) => compare(a.version, b.version);

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((number, index) => number !== (other[index] ?? 0));
  return at < 0 ? one.length - other.length : one[at]! - (other[at] ?? 0);
}
