// Writes test/support/alpine/applet-options.txt: the options that applets of a real busybox take.
//
//   MKAPKOVL_ALPINE_ROOT=DIR node scripts/applet-options.js [APPLET…]
//
// DIR is Alpine's unpacked minirootfs; run as root, which chroot needs. With names, only these applets are read, and the
// rest of the file stays.
//
// `busybox APPLET --help` leaves options out (diff -u), so each letter is tried. getopt reports the first option that it
// does not know before the applet does anything; behind the letter stand two that no applet has, and which of them is
// reported says whether the letter takes a value.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const file = 'test/support/alpine/applet-options.txt';
const root = process.env.MKAPKOVL_ALPINE_ROOT;
if (!root) throw new Error('MKAPKOVL_ALPINE_ROOT names no unpacked Alpine minirootfs');

const named = process.argv.slice(2);
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => /^\w/.test(line));
const applets = named.length > 0 ? named : rows.map((row) => row.split(' ')[0]);
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** As nobody, and with nothing to read. What does not refuse an option that no applet has reads its words by itself. */
const script = `
  for applet; do
    echo "@help $applet"
    busybox "$applet" --help
    case $(timeout 5 busybox "$applet" -% 2>&1) in *'unrecognized option: %'*) ;; *) continue ;; esac
    for letter in ${[...letters].join(' ')}; do
      echo "@try $applet $letter"
      busybox "$applet" "-$letter" -% '-&'
    done
  done 2>&1`;

function inRoot(...command) {
  const { stdout, stderr } = spawnSync('chroot', ['--userspec=65534:65534', root, ...command], {
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  });
  if (!stdout) throw new Error(`chroot ${root}: ${stderr}`);
  return stdout;
}

/** Options by applet: `-x`, or `-x:` with a value. */
const options = new Map();
const tried = new Set();
for (const said of inRoot('/bin/busybox', 'ash', '-c', script, 'ash', ...applets).split(/^@/m)) {
  const [, applet, letter] = /^(?:help|try) (\S+) ?(\S*)\n/.exec(said) ?? [];
  if (applet === undefined) continue;
  const found = options.get(applet) ?? new Map();
  options.set(applet, found);
  if (letter) {
    tried.add(applet);
    const reported = /unrecognized option: (.)/.exec(said)?.[1];
    const takesNumber = /invalid number '-%'/.test(said);
    if (reported === '%') found.set(`-${letter}`, '');
    if (reported === '&' || takesNumber) found.set(`-${letter}`, ':');
  } else documented(said, found);
}
// Of an applet that could be tried, the help counts for long options alone: it has -lc for what is -l and -c.
for (const applet of tried) {
  for (const option of options.get(applet).keys()) if (/^-[a-z]{2}/.test(option)) options.get(applet).delete(option);
}

/** Options that the help names: at the beginning of a line, or long ones anywhere. */
function documented(help, found) {
  for (const [long] of help.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)) found.set(long, '');
  for (const [, names, value] of help.matchAll(/^\t(-[a-zA-Z0-9]+(?:,-[a-zA-Z0-9]+)*)( (?:\[[-+]\]|[-+])?[A-Z])?/gm)) {
    for (const name of names.split(',')) if (value || !found.has(name)) found.set(name, value ? ':' : '');
  }
}

const [version = ''] = inRoot('/bin/busybox').split(' multi');
const release = readFileSync(`${root}/etc/alpine-release`, 'utf8').trim();
const today = new Date().toISOString().slice(0, 10);
const read = [...options].map(([applet, found]) => [applet, ...[...found].map((option) => option.join(''))].join(' '));
const kept = rows.filter((row) => !applets.includes(row.split(' ')[0]));
writeFileSync(
  file,
  `# Options of applets of Alpine's busybox: -x, -x: with a value, --word; written by scripts/applet-options.js.
# ${version}, of Alpine ${release}'s minirootfs; read on ${today}.
${[...read, ...kept].sort().join('\n')}
`,
);
