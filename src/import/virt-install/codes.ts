import { error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'import-no-command': error(
    'the file contains no virt-install command',
    'Use a file with a command line that begins with virt-install, or the XML that virsh dumpxml prints.',
  ),
  'import-quote-not-closed': error<{ quote: string }>(
    (v) => `the quote ${v.quote} that begins here is not closed`,
    'Close the quote, or write a backslash before it if it is an ordinary character.',
  ),
  'import-shell-expansion': error<{ text: string; what: string }>(
    (v) => `${v.text} is ${v.what}, which only a shell can expand; mkapkovl does not run the command`,
    'Replace it with its value, or put it in single quotes if it is literal text.',
  ),
  'import-guest-name-invalid': error<{ name: string }>(
    (v) => `${JSON.stringify(v.name)} is not a valid guest name`,
    'Use at most 63 letters, digits and . _ + -, beginning with a letter or digit.',
  ),
  'import-duplicate-guest': error<{ name: string }>(
    (v) => `an earlier command already creates a guest ${v.name}`,
    'Give each guest a name of its own, or import the commands separately.',
  ),
  'import-without-memory': error<{ name: string }>(
    (v) => `the command gives no memory size for ${v.name}, and osinfo-db recommends none for its operating system`,
    'Add --memory, in MiB.',
  ),
});
