/** Failures that the console shows at once, so that the trial does not wait for its timeout. */
export type Trouble =
  | { kind: 'panic'; reason: string }
  | { kind: 'emergency'; what: string }
  | { kind: 'no-overlay' }
  | { kind: 'no-service'; prompt: string }
  | { kind: 'asked'; question: string }
  | { kind: 'passphrase' };

/** A problem that does not end a boot; reported when it occurs and again at the end. */
export interface Notice {
  kind: 'apk' | 'fault' | 'service';
  text: string;
}

/** kernel/panic.c */
const panic = /Kernel panic - not syncing: (.*?)\s*$/;
/** mkinitfs, initramfs-init.in, eend: "$last_emsg: failed. $*", and then the shell; or "… not found in new root. Launching …". */
const failed = /(?:^|\* |\] )([A-Z][^:[\]*]*?):? failed\./;
const shell = /emergency recovery shell/;
/** mkinitfs, nlplug-findfs.c, cryptsetup_thread */
const refused = /No key available with this passphrase/;
/** Our own installer, agent/passphrase.sh. */
const question = /mkapkovl: (.*, please \(nothing is shown\):)/;

/** The message of Alpine's init for a failed step. With `quiet` it has no colon. */
export function failedIn(line: string): string | undefined {
  return failed.exec(line)?.[1];
}

/** Finds the failure that ends a boot; `before` is the last failed step. */
export function troubleIn(line: string, before: string | undefined): Trouble | undefined {
  const reason = panic.exec(line)?.[1];
  if (reason !== undefined) return { kind: 'panic', reason };
  if (shell.test(line)) {
    return { kind: 'emergency', what: before ?? line.split(/Launching|initramfs/)[0]!.trim() };
  }
  if (refused.test(line)) return { kind: 'passphrase' };
  const asked = question.exec(line)?.[1];
  return asked === undefined ? undefined : { kind: 'asked', question: asked };
}

/** The prompt of getty (busybox, loginutils/getty.c: "HOST login: ") without a line's end. */
export const loginPrompt = /^(\S+ login:) /;

/** The prompt of nlplug-findfs for the passphrase of an encrypted root. */
export const passphrasePrompt = /Enter passphrase for \S+: $/;

/** Finds problems in a line. A watchdog message usually is a sign of slow emulation, not a fault of the guest. */
export function noticeIn(line: string): Notice | undefined {
  const service = /ERROR: (\S+) failed to start/.exec(line)?.[1];
  if (service) return { kind: 'service', text: `the service ${service} failed to start` };
  // apk-tools, src/print.c: "ERROR: " and "WARNING: " in front; OpenRC, src/libeinfo: " * " in front of that.
  const apk = /(?:^|(?<!\*)\s)ERROR: (.*)$/.exec(line)?.[1];
  if (apk) return { kind: 'apk', text: `apk: ${apk.trim()}` };
  if (/soft lockup|rcu.*stall/i.test(line)) return undefined;
  const fault = /^\[ *[\d.]+\] (.*(?:invalid opcode: |Oops: |BUG: |kernel BUG at|general protection fault).*)$/.exec(
    line,
  );
  return fault ? { kind: 'fault', text: fault[1]! } : undefined;
}

/** How a machine ended (kernel/reboot.c: pr_emerg, so it is printed at every console level). */
export function endingIn(line: string): 'reboot' | 'poweroff' | undefined {
  if (/reboot: Restarting system/.test(line)) return 'reboot';
  return /reboot: Power down/.test(line) ? 'poweroff' : undefined;
}
