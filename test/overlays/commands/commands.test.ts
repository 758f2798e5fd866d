import { expect, test } from 'vitest';
import { overlayFiles } from '../../support/overlays.ts';
import { describeWith } from '../../support/tools.ts';
import { allRun } from './calls.ts';
import { ownPrograms, parsedScripts, programs, shellFiles } from './programs.ts';
import { isOptional, scriptOf, sourceOf, withoutSource } from './resolve.ts';
import { computed } from './tables/computed.ts';
import { packaged } from './tables/packaged.ts';
import { takesCommand } from './tables/wrappers.ts';

/** Commands without a source in a script of its own. */
function refusedIn(script: string): string[] {
  return withoutSource(programs(new Map([['agent/script', `#!/bin/sh\n${script}\n`]]))).map(
    (found) => found.split(' ')[1]!,
  );
}

/** Commands without a source after a change of one file. */
function refusedAfter(file: string, from: string, to: string): string[] {
  const texts = shellFiles();
  const text = texts.get(file)!;
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  return withoutSource(programs(new Map([...texts, [file, text.replace(from, to)]])));
}

const part = (name: string) => `agent/etc/mkapkovl/agent/${name}.sh`;

describeWith(['shfmt'], 'the programs of the overlays', () => {
  test('have a source for every command', () => {
    expect(withoutSource(ownPrograms())).toEqual([]);
  });

  test('are every line below overlays/ that is no template', () => {
    const placed = (runs: { file: string; within?: string | undefined }[]) =>
      new Set(runs.map(({ file, within }) => `${scriptOf(file)} ${within ?? ''}`));
    const all = placed([...parsedScripts().values()].flatMap(allRun));
    const run = placed(ownPrograms().flatMap(({ runs }) => runs));
    expect([...all].filter((place) => !run.has(place))).toEqual([]);
    expect([...shellFiles().keys()]).toEqual([...overlayFiles().keys()].filter((name) => !name.endsWith('.hbs')));
  });

  test('have no function that runs its arguments but those of the table', () => {
    const scripts = [...parsedScripts().values()];
    const running = scripts.flatMap(({ calls }) =>
      calls.filter(({ words: [name = ''], within }) => /^⟨[@*]⟩$/.test(name) && within).map(({ within }) => within!),
    );
    const passing = scripts.flatMap(({ calls }) =>
      calls
        .filter(({ words }) => takesCommand[words[0]!] !== undefined && words[1] === '⟨@⟩')
        .map(({ within }) => within!),
    );
    expect([...new Set([...running, ...passing])].sort()).toEqual(Object.keys(takesCommand).sort());
  });

  test.each([
    ['bind.sh, which the initramfs runs', 'agent/etc/mkapkovl/agent/bind.sh'],
    ['the probe, which runs before anything is installed', 'probe'],
    ['the names of network cards, given before the network is up', 'network/etc/init.d/mkapkovl-cards'],
  ])('need no package in %s', (_, file) => {
    const program = ownPrograms().find((each) => each.file === file)!;
    const sources = new Set(program.runs.filter((call) => !isOptional(call)).map((call) => sourceOf(call, program)));
    expect(sources).toContain('applet');
    expect([...sources].filter((source) => source === 'package' || source === undefined)).toEqual([]);
  });

  test('use every row of the tables', () => {
    const runs = ownPrograms().flatMap((program) => program.runs);
    const calls = (file: string, word: string) =>
      runs.some((call) => scriptOf(call.file) === file && call.words[0] === word);
    const rows = packaged.flatMap(({ command, files }) => files.map((file) => [file, command] as const));
    const unused = [...rows, ...computed.map(({ file, word }) => [file, word] as const)].filter(
      (row) => !calls(...row),
    );
    expect(unused).toEqual([]);
  });

  test('have no awk that starts programs, which no parser here would see', () => {
    const awk = ownPrograms().flatMap(({ runs }) => runs.filter(({ words }) => words[0] === 'awk'));
    const starting = awk.filter(({ words }) => words.some((word) => /\bsystem *\(|\| *getline|\| *["⟨]/.test(word)));
    expect(awk.length).toBeGreaterThan(50);
    expect(starting.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
  });
});

describeWith(['shfmt'], 'a command without a source is found', () => {
  test.each([
    ['an if', 'if true; then lsblk; fi'],
    ['the condition of a loop', 'while lsblk; do :; done'],
    ['a branch of a case', 'case $1 in a) ;; *) lsblk ;; esac'],
    ['$(…)', 'x=$(lsblk)'],
    ['$(…) in a word in quotes', 'echo "is $(lsblk | head -n 1)"'],
    ['a default', 'echo "${x:-$(lsblk)}"'],
    ['a here-document', 'cat << END\n$(lsblk)\nEND'],
    ['a text for sh', "sh -c 'true && lsblk'"],
    ['a text for sh that a here-document writes', "cat > x << 'END'\n#!/bin/sh\nsh -c 'lsblk'\nEND"],
    ['a script that a here-document with tabs writes', 'cat > x <<- END\n\t#!/bin/sh\n\tlsblk\n\tEND'],
    ['a trap', "trap 'lsblk' EXIT"],
    ['a function that is called', 'f() { lsblk; }\nf'],
    ['a function that a trap calls', 'f() { lsblk; }\ntrap f EXIT'],
    ['chroot', 'chroot "$x" lsblk'],
    ['timeout and setsid', 'setsid timeout -k 1 5 lsblk &'],
    ['env', 'env A=b lsblk'],
    ['exec', 'exec lsblk > "$x"'],
    ['xargs', 'ls | xargs -n 1 lsblk'],
    ['find', 'find . -exec lsblk {} +'],
    ['su', "su -s /bin/sh -c 'lsblk' user"],
    ['a path of the usual folders', '/usr/bin/lsblk'],
    ['busybox', 'busybox lsblk'],
  ])('in %s', (_, script) => {
    expect(refusedIn(script)).toEqual(['lsblk']);
  });

  test('unless nothing runs it', () => {
    expect(refusedIn('f() { lsblk; }')).toEqual([]);
    expect(refusedIn('command -v lsblk')).toEqual([]);
  });

  test.each([
    ['xz, which is no applet, in the place of unxz', part('converge/volumes'), 'unxz -c', 'xz -dc', 'xz'],
    ['lsblk in the installer', part('disk'), 'readlink -f "$sys/block/$1/device"', 'lsblk', 'lsblk'],
    [
      'a command of a package in a script that has no row for it',
      part('disk'),
      'number=$(cat',
      'number=$(virsh',
      'virsh',
    ],
    ['a function of a part that is not sourced', part('fill'), 'umount', 'has_libvirt', 'has_libvirt'],
    ["OpenRC's functions outside of a service", part('fill'), 'umount', 'ebegin', 'ebegin'],
    ['mkinitfs outside of the installed system', part('target'), 'chroot "$target" mkinitfs', 'mkinitfs', 'mkinitfs'],
  ])('%s', (_, file, from, to, name) => {
    const found = refusedAfter(file, from, to);
    expect(found.map((place) => place.replace(/:\d+/, ''))).toContain(`${file} ${name}`);
  });

  test('a command that only a variable knows', () => {
    expect(refusedIn('$x -a')).toEqual(['⟨x⟩']);
    expect(refusedIn('"$@"')).toEqual(['⟨@⟩']);
  });
});
