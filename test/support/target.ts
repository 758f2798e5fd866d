import path from 'node:path';
import { examine } from '../../src/pipeline/examine.ts';
import { textOf } from '../../src/tree/entry.ts';
import { folderWith } from './run.ts';

/** The text of every file that a profile puts on its target, by path; or else what the profile is accused of. */
export async function filesFrom(file: string): Promise<Record<string, string>> {
  const { tree, findings } = await examine(path.basename(file), { cwd: path.dirname(file) }, new Map());
  if (!tree) throw new Error(findings.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  const files = [...tree.values()].filter(({ type }) => type === 'file');
  return Object.fromEntries(files.map((entry) => [entry.path, textOf(entry)]));
}

/** The same for the text of a profile. */
export function targetFiles(profile: string): Promise<Record<string, string>> {
  return filesFrom(path.join(folderWith({ 'profile.yaml': profile }), 'profile.yaml'));
}

/** Those of the files that define domains, pools or networks, by the name of what they define. */
export function definitions(files: Record<string, string>, kind: 'domains' | 'pools' | 'networks') {
  const folder = `etc/mkapkovl/libvirt/${kind}`;
  const names = Object.keys(files).filter((name) => path.posix.dirname(name) === folder);
  return Object.fromEntries(names.map((name) => [path.posix.basename(name, '.xml'), files[name]!]));
}
