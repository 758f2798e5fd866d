import type { Observed, ObservedBoot } from '../run/observed.ts';
import type { Prepared } from '../trial.ts';
import { isBlank } from './drives.ts';
import { failed, held, judged, notShown, type Promised, rowsOf, tooEarly } from './promises.ts';

/** The promises that the trial itself checks, from outside the guest. */
export function seen(prepared: Prepared, { boots }: Observed): Promised[] {
  const [first, second] = boots;
  const installing = prepared.boots.length > 1;
  const last = installing ? second : first;
  return [
    overlay(prepared, first),
    ...(first ? [apk(first)] : []),
    ...(installing ? [installed(first), oneReboot(first, second), fromDisk(second)] : []),
    ...disks(prepared, installing),
    unasked(boots),
    runlevel(last),
    converge(last),
    ...early(prepared, last),
    faultless(boots),
    off(last),
  ];
}

function overlay({ buildId }: Prepared, boot: ObservedBoot | undefined): Promised {
  const what = 'Alpine applies the overlay at boot';
  if (boot?.failure?.kind === 'no-overlay' || boot?.failure?.kind === 'no-service') return failed(what, 'it did not');
  if (!boot?.report.events.has('begun')) return notShown(what, tooEarly);
  const other = buildId !== undefined && boot.report.buildId !== buildId;
  return other ? failed(what, `the machine has the build ${boot.report.buildId ?? '(none)'}`) : held(what);
}

function apk({ notices, stages }: ObservedBoot): Promised {
  const what = 'apk installs the packages of the medium without errors';
  const complaints = notices.filter(({ kind }) => kind === 'apk').map(({ text }) => text);
  if (complaints.length > 0) return failed(what, ...complaints);
  return stages.some(({ name }) => name === 'runlevel') ? held(what) : notShown(what, tooEarly);
}

function installed(boot: ObservedBoot | undefined): Promised {
  const what = 'The installer completes all steps';
  const steps = [...(boot?.report.records.values() ?? [])].filter(({ step }) => step.startsWith('install-'));
  const bad = steps.filter(({ state }) => state === 'failed');
  if (bad.length > 0) return failed(what, ...bad.map(({ step, reason }) => `${step}: ${reason}`));
  return boot?.stages.some(({ name }) => name === 'reboot') ? held(what) : notShown(what, tooEarly);
}

function oneReboot(first: ObservedBoot | undefined, second: ObservedBoot | undefined): Promised {
  const what = 'It restarts exactly once';
  if (second?.ending === 'reboot') return failed(what, 'it restarted again');
  if (first?.failure?.kind === 'ended') return failed(what, 'it did not restart');
  return second?.ending === 'poweroff' ? held(what) : notShown(what, tooEarly);
}

function fromDisk(boot: ObservedBoot | undefined): Promised {
  const what = 'It then boots from its own disk';
  const kind = boot?.report.kind;
  if (kind === undefined) return notShown(what, tooEarly);
  return kind === 'installed' ? held(what) : failed(what, `the system is ${kind}`);
}

/** Without an installation, no disk at all may be written to. */
function disks({ drives = [] }: Prepared, installing: boolean): Promised[] {
  const others = drives.filter(({ target }) => !(installing && target));
  if (others.length === 0) return [];
  const what = installing ? 'Only the target disk is written to' : 'No disk is written to';
  const written = others.filter((drive) => !isBlank(drive));
  return [written.length > 0 ? failed(what, ...written.map(({ serial }) => `${serial} was written to`)) : held(what)];
}

/** An encrypted root asks for its passphrase at every boot, as intended. */
function unasked(boots: ObservedBoot[]): Promised {
  const what = 'The console asks no questions';
  const asked = boots.flatMap(({ failure }) => (failure?.kind === 'asked' ? [failure.question] : []));
  return asked.length > 0 ? failed(what, ...asked) : held(what);
}

function runlevel(boot: ObservedBoot | undefined): Promised {
  const what = 'The runlevel default is reached';
  return boot?.report.events.has('runlevel') ? held(what) : notShown(what, tooEarly);
}

function converge(boot: ObservedBoot | undefined): Promised {
  const what = 'The target applies the profile without help';
  if (boot?.report.events.has('absent')) return failed(what, 'its converge stage never started');
  return boot?.report.events.has('converged') ? held(what) : notShown(what, tooEarly);
}

/** That a device has the right driver in the end does not show whether another driver had it before. */
function early({ untested }: Prepared, boot: ObservedBoot | undefined): Promised[] {
  const what = 'No other driver binds the devices before vfio-pci';
  if (!boot?.report.events.has('verified')) return [];
  if (!['tables', 'devices', 'drivers'].every((name) => boot.report.sections.has(name)))
    return [notShown(what, tooEarly)];
  const addresses = rowsOf(boot, 'devices').map(([address]) => address!);
  if (addresses.length === 0) return [];
  const others = rowsOf(boot, 'drivers').filter(
    ([, driver, address]) => addresses.includes(address!) && !['pci', 'vfio-pci', 'vfio_pci'].includes(driver!),
  );
  const complaints = others.map(([at, driver, address]) => `${address}: ${driver} had it at ${at} s`);
  return [judged(what, complaints, untested)];
}

function faultless(boots: ObservedBoot[]): Promised {
  const what = 'The kernel reports no errors';
  const faults = boots.flatMap(({ notices }) => notices.filter(({ kind }) => kind === 'fault'));
  return faults.length > 0 ? failed(what, ...faults.slice(0, 3).map(({ text }) => text)) : held(what);
}

function off(boot: ObservedBoot | undefined): Promised {
  const what = 'It powers off on request';
  if (boot?.ending === 'poweroff') return boot.report.ended === undefined ? notShown(what, tooEarly) : held(what);
  const silent = boot?.failure?.kind === 'hung' && boot.stages.at(-1)?.name === 'power-off';
  return silent ? failed(what, 'it did not') : notShown(what, tooEarly);
}
