import type { Problem } from '../../findings/finding.ts';
import type { Failure, ObservedBoot } from '../run/observed.ts';
import { problemAt } from './codes.ts';
import type { Promised } from './promises.ts';

const nowhere = { place: { file: '' } };

/** The finding for a boot's failure. */
export function problemOf(failure: Failure, boot: ObservedBoot): Problem {
  const stage = stageOf(boot);
  switch (failure.kind) {
    case 'qemu':
      return problemAt('trial-qemu-failed', nowhere, { reason: failure.reason });
    case 'time':
      return problemAt('trial-timeout', nowhere, { seconds: failure.seconds, stage });
    case 'hung':
      return problemAt('trial-hung', nowhere, { seconds: failure.seconds, stage });
    case 'panic':
      // The kernel counts timer interrupts for a moment when it starts (arch/x86/kernel/apic/io_apic.c, check_timer).
      return /timer doesn't work/.test(failure.reason)
        ? problemAt('trial-emulation-failed', nowhere, { reason: failure.reason })
        : problemAt('trial-panic', nowhere, { reason: failure.reason });
    case 'emergency':
      return failure.what === 'Mounting boot media'
        ? problemAt('trial-medium-not-found', nowhere, { what: failure.what })
        : problemAt('trial-emergency-shell', nowhere, { what: failure.what });
    case 'no-overlay':
      return problemAt('trial-overlay-not-applied', nowhere, undefined);
    case 'no-service':
      return problemAt('trial-service-missing', nowhere, { prompt: failure.prompt });
    case 'asked':
      return problemAt('trial-console-prompt', nowhere, { question: failure.question });
    case 'passphrase':
      return problemAt('trial-passphrase-refused', nowhere, undefined);
    case 'not-installed':
      return problemAt('trial-not-installed', nowhere, gaveUpAt(boot));
    case 'ended':
      return problemAt('trial-unexpected-end', nowhere, {
        expected: { reboot: 'restart', poweroff: 'switch itself off' }[failure.expected],
        ended: {
          reboot: 'restarted',
          poweroff: 'switched itself off',
          reset: `was reset without a message in the stage ${stage}`,
        }[failure.by],
      });
  }
}

/** The stage, and the services for which it waited. */
function stageOf({ stages, report }: ObservedBoot): string {
  const { name } = stages.at(-1)!;
  return report.doing === '' ? name : `${name} (starting ${report.doing})`;
}

function gaveUpAt({ report }: ObservedBoot): { step: string; reason: string } {
  const steps = [...report.records.values()].filter(({ step }) => step.startsWith('install-'));
  const last = steps.find(({ state }) => state === 'failed') ?? steps.at(-1);
  return last
    ? { step: last.step, reason: last.reason || `its state is ${last.state}` }
    : { step: 'its start', reason: 'no step was started' };
}

/** A finding for each promise that did not hold. */
export function broken(promises: readonly Promised[]): Problem[] {
  return promises
    .filter(({ state }) => state === 'failed')
    .map(({ what, why }) => problemAt('trial-promise-failed', nowhere, { what, why: why.join('; ') }));
}
