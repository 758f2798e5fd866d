import { environment, error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

const look = 'What it said last is above, its whole console is in the log; --keep keeps the disks as well.';

export const { codes, problemAt } = findingsOf({
  'trial-qemu-failed': environment<{ reason: string }>(
    (v) => `QEMU did not run the machine: ${v.reason}`,
    'Is there enough memory and room for it, and may this user start it? Then try again.',
  ),
  'trial-time-over': environment<{ seconds: number; stage: string }>(
    (v) => `after ${v.seconds} s the trial was not over; it was in the stage ${v.stage}`,
    'Give it more time with --timeout, or a machine with KVM.',
  ),
  'trial-hung': environment<{ seconds: number; stage: string }>(
    (v) => `the machine gave no sign of life for ${v.seconds} s; it hung in the stage ${v.stage}`,
    look,
  ),
  'trial-emulation-failed': environment<{ reason: string }>(
    (v) => `the kernel could not use the emulated timer: ${v.reason}`,
    'This happens where the machine that emulates has too much else to do: try again.',
  ),
  'trial-medium-not-found': environment<{ what: string }>(
    (v) => `the medium's own init did not find its way: "${v.what}" failed`,
    'Is the medium whole? Compare its digest with the one that it was published with.',
  ),
  'trial-panic': error<{ reason: string }>((v) => `the kernel panicked: ${v.reason}`, look),
  'trial-emergency-shell': error<{ what: string }>(
    (v) => `the initramfs gave up: "${v.what}" failed, and it started its emergency shell`,
    look,
  ),
  'trial-overlay-not-taken': error(
    "Alpine's init went on without the overlay: it found none, or could not read it",
    'It is looked for as *.apkovl.tar.gz at the top of every medium, with boot options that do not name another one.',
  ),
  'trial-service-missing': error<{ prompt: string }>(
    (v) => `the login prompt came ("${v.prompt}"), and nothing of the overlay runs`,
    'Was the overlay unpacked, and are the runlevels those that it brings?',
  ),
  'trial-console-asked': error<{ question: string }>(
    (v) => `the console asked for something, and a machine that nobody watches would wait for ever: ${v.question}`,
    'Give it in the profile by env or file, instead of prompt.',
  ),
  'trial-passphrase-refused': error(
    "the installed system's initramfs did not take the passphrase that the disk was encrypted with",
    'A passphrase is typed on the console, by the keymap of the console: use characters of ASCII.',
  ),
  'trial-not-installed': error<{ step: string; reason: string }>(
    (v) => `the installer gave up at ${v.step}: ${v.reason}`,
    look,
  ),
  'trial-ended-otherwise': error<{ expected: string; ended: string }>(
    (v) => `the machine ${v.ended}, where it was to ${v.expected}`,
    look,
  ),
  'trial-untold': environment<{ what: string }>(
    (v) => `the machine ended as it should, without having told what became of this: ${v.what}`,
    'Something switched it off too early, or what it tells was lost (is the disk full?): look at its console in the log, and try again.',
  ),
  'trial-promise-failed': error<{ what: string; why: string }>(
    (v) => `not held: ${v.what}: ${v.why}`,
    'mkapkovl try --keep keeps the machine, so that you can start it and look.',
  ),
});
