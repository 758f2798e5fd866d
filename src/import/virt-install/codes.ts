import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'import-no-command': error(
    'there is no virt-install command in it',
    'Give a file with a command line that begins with virt-install, or the XML of virsh dumpxml.',
  ),
  'import-quote-open': error<{ quote: string }>(
    (v) => `the quote ${v.quote} that begins here ends nowhere`,
    'Close the quote; behind a backslash it is a plain character.',
  ),
  'import-shell-unknown': error<{ text: string; what: string }>(
    (v) => `${v.text} is ${v.what}, which a shell knows when it runs the command; nothing is run here`,
    'Write in its place what it stands for, or put it in single quotes if it is meant as it is.',
  ),
  'import-guest-name': error<{ name: string }>(
    (v) => `a guest cannot be named ${JSON.stringify(v.name)} here`,
    'Use letters, digits and . _ + -, a letter or digit first, at most 63 characters.',
  ),
  'import-guest-twice': error<{ name: string }>(
    (v) => `an earlier command makes a guest ${v.name}, too`,
    'Give each guest a name of its own, or import the commands one by one.',
  ),
  'import-without-memory': error<{ name: string }>(
    (v) => `the command says no memory for ${v.name}, and its system none that osinfo-db recommends`,
    'Add --memory, in MiB.',
  ),
});
