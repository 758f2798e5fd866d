import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { busybox, busyboxOfApplets } from './busybox.ts';
import { programsForApplets, scriptsForApplets } from './stand-ins.ts';

const applets = readFileSync('test/support/alpine/applets.txt', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** Those that start other programs, and one that a statically linked glibc makes crash over a host's name. */
const dynamic =
  'ash sh env xargs find timeout time nice nohup ionice setsid chroot unshare nsenter setpriv watch su run-parts wget'.split(
    ' ',
  );

/** What Debian runs for an applet of Alpine's; undefined if nothing does. */
function programFor(applet: string): string | undefined {
  if (programsForApplets[applet] !== undefined) return programsForApplets[applet];
  const program = dynamic.includes(applet) ? busybox : busyboxOfApplets;
  return [program, busybox].find((each) => each !== undefined && appletsOf(each).includes(applet));
}

const lists = new Map<string, string[]>();

function appletsOf(program: string): string[] {
  const known = lists.get(program) ?? execFileSync(program, ['--list'], { encoding: 'utf8' }).split('\n');
  lists.set(program, known);
  return known;
}

/** A folder that is gone when this process ends. */
export function folderOfProcess(prefix: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  chmodSync(folder, 0o755);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let room: string | undefined;

/** A folder with the applets of Alpine's busybox, and no other program: what PATH is on the target, as far as it can be. */
export function appletsRoom(): string {
  if (room !== undefined) return room;
  if (busybox === undefined)
    throw new Error('no busybox that takes programs from PATH: test/support/alpine/fetch-busybox.sh');
  room = folderOfProcess('mkapkovl-applets-');
  for (const applet of applets) {
    const [file, script, program] = [path.join(room, applet), scriptsForApplets[applet], programFor(applet)];
    if (script !== undefined) writeFileSync(file, `#!${busybox} ash\n${script}\n`, { mode: 0o755 });
    else if (program !== undefined) symlinkSync(program, file);
  }
  symlinkSync(busybox, path.join(room, 'busybox'));
  return room;
}
