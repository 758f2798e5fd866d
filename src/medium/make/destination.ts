import { statSync } from 'node:fs';
import path from 'node:path';
import type { Medium } from '../../artifact/medium.ts';
import { systemFolderOf } from '../../artifact/system-folder.ts';
import type { Problem } from '../../findings/finding.ts';
import { problemAt } from '../../pipeline/codes.ts';
import { reasonOf } from '../../profile/read.ts';
import type { MediumHost } from './host.ts';
import type { MakeOptions } from './options.ts';

const endings = { iso: 'iso', usb: 'img' };

export interface Destination {
  /** The file as the user named it, or as it is called by default, and where it is. */
  named: string;
  out: string;
  /** The finding for a reason why it cannot be written. */
  cannot: (reason: string) => Problem;
  /** The finding if nothing may be written there. */
  refused: Problem | undefined;
}

/** Where a new medium goes. */
export function destination(
  medium: Medium,
  hosts: readonly MediumHost[],
  { kind, out, cwd }: Pick<MakeOptions, 'kind' | 'out' | 'cwd'>,
): Destination {
  const name = `${hosts.length === 1 ? hosts[0]!.hostname : 'mkapkovl'}.${endings[kind]}`;
  const named = out ?? path.join('out', name);
  const file = path.resolve(cwd, named);
  const cannot = (reason: string) => problemAt('out-unwritable', { place: { file: named } }, { file: named, reason });
  const reason = whyNotTo(file, medium);
  return { named, out: file, cannot, refused: reason === undefined ? undefined : cannot(reason) };
}

/** Why nothing may be written there: a finished file would take the place of what is there. */
function whyNotTo(out: string, medium: Medium): string | undefined {
  try {
    if (isSame(out, medium.absolute)) return 'it is the medium that --media names';
    const there = statSync(out, { throwIfNoEntry: false });
    if (there?.isDirectory()) return 'it is a folder';
    const isDevice = there ? !there.isFile() : systemFolderOf(out) !== undefined;
    return isDevice ? 'it is no file; write a file first, and that to the stick' : undefined;
  } catch (thrown) {
    return reasonOf(thrown);
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((file) => statSync(file, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
