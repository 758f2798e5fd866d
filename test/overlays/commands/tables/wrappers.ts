/** What a command runs: further words, or texts for a shell. */
interface Wrapped {
  command?: string[];
  scripts?: string[];
  /** In the installed system, whose folder is the new root. */
  inTarget?: boolean;
  /** The command itself is only a name for what it runs: `command`, `busybox`. */
  replaces?: boolean;
}

/** Functions of the agent that run the words behind their own arguments, of which each has so many. */
export const takesCommand: Record<string, number> = {
  attempt: 0,
  item: 2,
  inside_target: 0,
  on_each_medium: 0,
  remove_former: 3,
  run: 2,
  section: 1,
  step: 2,
  undefine: 3,
  unpack_by: 0,
  watch: 0,
  within: 1,
};

/** Without the options, of which some take a value, and without so many further words. */
function behind(words: string[], valued: string, skip = 0): string[] {
  let rest = words;
  while (rest[0]?.startsWith('-') && rest[0] !== '-') {
    const takesNext = rest[0].length === 2 && valued.includes(rest[0][1]!);
    rest = rest.slice(takesNext ? 2 : 1);
  }
  return rest.slice(skip);
}

/** The text behind -c, which may stand anywhere. */
function textBehindC(words: string[]): string[] {
  const at = words.indexOf('-c');
  return at < 0 ? [] : words.slice(at + 1, at + 2);
}

/** Every group of words between -exec and its end. */
function executed(words: string[]): string[][] {
  const starts = words.flatMap((word, at) => (/^-(exec|execdir|ok)$/.test(word) ? [at + 1] : []));
  return starts.map((start) => {
    const rest = words.slice(start);
    return rest.slice(
      0,
      rest.findIndex((word) => word === ';' || word === '+'),
    );
  });
}

/** Commands that run others, and shells. */
export const wrappers: Record<string, (words: string[]) => Wrapped> = {
  // `busybox --install` only makes links.
  busybox: (words) => ({ command: words[0] === '--install' ? [] : words, replaces: true }),
  chroot: (words) => ({ command: behind(words, '', 1), inTarget: true }),
  // `command -v NAME` only asks.
  command: (words) => ({ command: words[0]?.startsWith('-') ? [] : words, replaces: true }),
  env: (words) => ({ command: behind(words, 'uC').filter((word) => !/^\w+=/.test(word)) }),
  eval: (words) => ({ scripts: [words.join(' ')] }),
  exec: (words) => ({ command: words }),
  find: (words) => ({ scripts: executed(words).map((each) => each.map((word) => `'${word}'`).join(' ')) }),
  // `flock FD` locks; `flock FILE COMMAND` runs.
  flock: (words) => ({ command: behind(words, '', 1), scripts: textBehindC(words) }),
  nice: (words) => ({ command: behind(words, 'n') }),
  nohup: (words) => ({ command: words }),
  setsid: (words) => ({ command: behind(words, '') }),
  sh: (words) => ({ scripts: textBehindC(words) }),
  su: (words) => ({ scripts: textBehindC(words) }),
  timeout: (words) => ({ command: behind(words, 'sk', 1) }),
  trap: (words) => ({ scripts: words.slice(0, 1).filter((word) => word !== '-') }),
  xargs: (words) => ({ command: behind(words, 'aEInsP') }),
};
