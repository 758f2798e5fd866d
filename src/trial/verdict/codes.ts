import { environment, error } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

const look = 'Read its last console lines above, or the whole console in the log; --keep also keeps the disks.';

export const { codes, problemAt } = findingsOf({
  'trial-qemu-failed': environment<{ reason: string }>(
    (v) => `QEMU could not run the virtual machine: ${v.reason}`,
    'Check that there is enough memory and disk space, and that this user may run QEMU, then try again.',
  ),
  'trial-timeout': environment<{ seconds: number; stage: string }>(
    (v) => `the trial timed out after ${v.seconds} s in the stage ${v.stage}`,
    'Allow more time with --timeout, or run it on a machine with KVM.',
  ),
  'trial-hung': environment<{ seconds: number; stage: string }>(
    (v) => `the machine hung in the stage ${v.stage}: it printed nothing for ${v.seconds} s`,
    look,
  ),
  'trial-emulation-failed': environment<{ reason: string }>(
    (v) => `the kernel could not use the emulated timer: ${v.reason}`,
    'Try again: this happens when the computer that runs the emulation is overloaded.',
  ),
  'trial-medium-not-found': environment<{ what: string }>(
    (v) => `the init of the medium failed at "${v.what}"`,
    'Check that the medium is complete: compare its digest with the published one.',
  ),
  'trial-panic': error<{ reason: string }>((v) => `the kernel panicked: ${v.reason}`, look),
  'trial-emergency-shell': error<{ what: string }>(
    (v) => `the initramfs started its emergency shell because "${v.what}" failed`,
    look,
  ),
  'trial-overlay-not-applied': error(
    "Alpine's init continued without the overlay: it found none, or could not read it",
    'Check that *.apkovl.tar.gz is in the root folder of the medium, and that no boot option names another overlay.',
  ),
  'trial-service-missing': error<{ prompt: string }>(
    (v) => `the machine reached the login prompt ("${v.prompt}"), but no service of the overlay runs`,
    'Check that the overlay was unpacked, and that its runlevels are in use.',
  ),
  'trial-console-prompt': error<{ question: string }>(
    (v) => `the console asked a question, at which an unattended machine would wait forever: ${v.question}`,
    'Provide the answer in the profile with env or file instead of prompt.',
  ),
  'trial-passphrase-refused': error(
    'the initramfs of the installed system rejected the passphrase of the encrypted disk',
    'Use only ASCII characters: the passphrase is typed at the console, with its keymap.',
  ),
  'trial-not-installed': error<{ step: string; reason: string }>(
    (v) => `the installer failed at ${v.step}: ${v.reason}`,
    look,
  ),
  'trial-unexpected-end': error<{ expected: string; ended: string }>(
    (v) => `the machine ${v.ended}, but was expected to ${v.expected}`,
    look,
  ),
  'trial-no-report': environment<{ what: string }>(
    (v) => `the machine ended as expected, but without a report on: ${v.what}`,
    'Read its console in the log and try again: something switched the machine off too early, or its report was lost (is the disk full?).',
  ),
  'trial-promise-failed': error<{ what: string; why: string }>(
    (v) => `failed: ${v.what}: ${v.why}`,
    'Run mkapkovl try --keep to keep the virtual machine, start it, and examine it.',
  ),
});
