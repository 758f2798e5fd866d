/** A package of an index (apk-tools, doc/apk-package.5 and apkindex.5). */
export interface IndexPackage {
  name: string;
  version: string;
  checksum: string;
  size: number;
  /** What it provides in addition to its name: other names, cmd:… and so:…. */
  provides: string[];
}

/** A record for each package: lines of one letter, a colon and a value; an empty line ends it. */
export function packagesIn(text: string): IndexPackage[] {
  return text.split('\n\n').flatMap((record) => {
    const fields = new Map(record.split('\n').map((line) => [line.slice(0, 2), line.slice(2)]));
    const name = fields.get('P:');
    if (!name) return [];
    return {
      name,
      version: fields.get('V:') ?? '',
      checksum: fields.get('C:') ?? '',
      size: Number(fields.get('S:') ?? 0) || 0,
      provides: (fields.get('p:') ?? '')
        .split(' ')
        .filter(Boolean)
        .map((provided) => provided.replace(/[<>=~].*$/, '')),
    };
  });
}
