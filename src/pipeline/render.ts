import { digestOf } from '../artifact/build-id.ts';
import type { Path, Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { agentFolder } from '../target/paths.ts';
import { onStandardMedium } from '../target/releases.ts';
import { addEntry } from '../tree/add.ts';
import { directoryMode } from '../tree/directories.ts';
import { type Content, isPlain, sortedEntries, type Tree, type TreeEntry, textOf } from '../tree/entry.ts';
import type { FileRequest } from '../tree/request.ts';
import { tableFile } from '../tree/table.ts';
import { overlayFile, renderView } from '../tree/templates.ts';
import { answersView } from './answers.ts';
import type { Collected, Collection } from './collect.ts';
import { waitsOf } from './waits.ts';

/** The rendered tree, and the answer file, which the tree also contains. */
export interface Rendered {
  tree: Tree;
  answers: string;
  problems: Problem[];
}

/** Prints the features' files, then those that all features share. Users' own files are added later. */
export function render(host: Host, collection: Collection): Rendered {
  const tree: Tree = new Map();
  const problems: Problem[] = [];
  const add = (entry: TreeEntry) => {
    const problem = addEntry(tree, entry);
    if (problem) problems.push(problem);
  };
  for (const { feature, request } of collection.files) add(entryOf(feature, request));
  for (const request of sharedFiles(host, collection)) add(entryOf('collected', request));
  const interfaces = textOf(tree.get('etc/network/interfaces'));
  const answers = renderView({ template: 'collected/answers', values: answersView(host, interfaces) });
  add(entryOf('collected', { path: `${agentFolder}/answers`, text: answers, paths: [['install']] }));
  return { tree, answers, problems };
}

function entryOf(feature: string, request: FileRequest): TreeEntry {
  const { path, paths } = request;
  const base = { path, uid: 0, gid: 0 };
  if ('directory' in request) {
    return { ...base, type: 'directory', mode: request.mode ?? directoryMode(path), origin: { feature, paths } };
  }
  if ('link' in request)
    return { ...base, type: 'link', mode: 0o777, target: request.link, origin: { feature, paths } };
  const template = 'view' in request ? request.view.template : 'copy' in request ? request.copy : undefined;
  return {
    ...base,
    type: 'file',
    mode: request.mode ?? ('secret' in request ? 0o600 : 0o644),
    content: contentOf(request),
    origin: { feature, ...(template ? { template } : {}), paths },
  };
}

function contentOf(request: Exclude<FileRequest, { directory: true } | { link: string }>): Content {
  if ('secret' in request) return { secret: request.secret };
  if ('text' in request) return { text: request.text };
  return 'copy' in request ? overlayFile(request.copy) : { text: renderView(request.view) };
}

/** The files that combine the contributions of all features. */
function sharedFiles(host: Host, collection: Collection): FileRequest[] {
  const { packages, services, modules, kernelOptions, initramfsFeatures, initramfsModules } = collection;
  const onMedium = packages.filter(({ value }) => onStandardMedium.has(packageOf(value)) || value.startsWith('!'));
  const world = [{ value: 'alpine-base', features: [], paths: [['alpine']] }, ...onMedium];
  const fromNetwork = packages.filter((item) => !onMedium.includes(item));
  return [
    list('etc/apk/world', world, ['packages']),
    // apk keeps modifying the file above; this one records what the profile asked for.
    list(`${agentFolder}/world`, world, ['packages']),
    list(`${agentFolder}/packages`, fromNetwork, ['packages']),
    tableFile('waits', waitsOf(host, collection), [['hostname']]),
    // alpine-baselayout's /etc/modules loads these two, and the overlay's file replaces it.
    list('etc/modules', [...always('af_packet', 'ipv6'), ...modules], ['boot', 'modules']),
    list(`${agentFolder}/kernel-options`, kernelOptions, ['boot', 'options']),
    list(`${agentFolder}/initramfs-features`, initramfsFeatures, ['passthrough']),
    list(`${agentFolder}/initramfs-modules`, initramfsModules, ['passthrough']),
    ...services.map(({ value: { name, runlevel }, paths }) => ({
      path: `etc/runlevels/${runlevel}/${name}`,
      link: `/etc/init.d/${name}`,
      paths,
    })),
  ];
}

function always(...values: string[]): Collected<string>[] {
  return values.map((value) => ({ value, features: [], paths: [['alpine']] }));
}

function list(path: string, items: Collected<string>[], from: Path): FileRequest {
  const paths = items.flatMap((item) => item.paths);
  const values = { items: items.map(({ value }) => value) };
  return { path, view: { template: 'collected/list', values }, paths: paths.length > 0 ? paths : [from] };
}

/** The package name in an entry of /etc/apk/world. */
export function packageOf(wanted: string): string {
  return wanted.replace(/^!/, '').replace(/[<>=~@].*$/, '');
}

/**
 * `lbu package`, and with it setup-disk, carries only /etc and what the lists in protected_paths.d name (alpine-conf,
 * lbu.in); of /etc/init.d it carries only links (apk-tools, database.c: "+etc\n@etc/init.d\n!etc/apk\n"). Called when
 * the tree is complete, so that users' files survive the installer too.
 */
export function lbuList(tree: Tree): TreeEntry | undefined {
  const outside = [...tree.values()].filter(
    ({ path, type }) => type !== 'directory' && (!path.startsWith('etc/') || path.startsWith('etc/init.d/')),
  );
  if (outside.length === 0) return undefined;
  const paths = outside.flatMap(({ origin }) => origin.paths);
  // A folder that no list names is unpacked with mode 0755. Listing Alpine's own folders would include everything in
  // them.
  const closed = [...tree.values()].filter(
    ({ path, type, mode }) =>
      type === 'directory' &&
      mode !== 0o755 &&
      !['root', 'tmp', 'var/tmp', 'var/empty'].includes(path) &&
      outside.some((file) => file.path.startsWith(`${path}/`)),
  );
  const items = [...closed, ...outside].map(({ path }) => `+${path}`).sort();
  const view = { template: 'collected/list', values: { items } };
  return entryOf('collected', { path: 'etc/apk/protected_paths.d/mkapkovl.list', view, paths });
}

/**
 * The table of files: type, mode, owner, digest or link target, path. The agent compares the target with it
 * (`mkapkovl-host verify`), and an update of the overlay replaces these files. Called last; the table cannot contain
 * its own digest.
 */
export function fileTable(tree: Tree): TreeEntry {
  const rows = sortedEntries(tree).map((entry) => ({
    type: entry.type,
    mode: entry.mode.toString(8).padStart(4, '0'),
    owner: `${entry.uid}:${entry.gid}`,
    substance: substanceOf(entry),
    path: entry.path,
  }));
  // With the digest of a file, a short secret in it could be guessed.
  const mode = sortedEntries(tree).some((entry) => entry.type === 'file' && entry.holds) ? 0o600 : 0o644;
  return entryOf('collected', { ...tableFile('files', rows, [['hostname']]), mode });
}

function substanceOf(entry: TreeEntry): string {
  if (entry.type === 'directory') return '-';
  if (entry.type === 'link') return entry.target;
  return isPlain(entry.content) ? digestOf(entry.content) : '-';
}
