import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Medium } from '../artifact/medium.ts';
import { mediumLimits } from '../artifact/medium.ts';
import type { Problem } from '../findings/finding.ts';
import { locate, textsOf } from '../findings/locate.ts';
import type { Host } from '../host/host.ts';
import type { MediumFacts } from '../medium/identify.ts';
import { packagesOn } from '../medium/packages.ts';
import type { Examined } from '../pipeline/examine.ts';
import { identify as giveId } from '../pipeline/identify.ts';
import { agentFolder } from '../target/paths.ts';
import { type Tree, textOf } from '../tree/entry.ts';
import { problemAt } from './codes.ts';
import { chooseAccelerator, nestedKvm } from './hardware/accelerator.ts';
import type { DiskPlan } from './hardware/disks.ts';
import { creatableFileSystems, makeFileSystem } from './hardware/file-systems.ts';
import { uefiWords } from './hardware/firmware.ts';
import { networkWords } from './hardware/network.ts';
import type { Qemu } from './hardware/qemu.ts';
import { machineFor } from './hardware/virtual-machine.ts';
import { imageOf } from './medium/image.ts';
import { lackingForInstall } from './medium/install-packages.ts';
import { type Served, serve, sharesOf } from './medium/serve.ts';
import { differencesToReport, pathsThatDiffer, writeOverlay } from './overlays.ts';
import { plan } from './plan.ts';
import { renderTrial, type TrialOverlay } from './render.ts';
import { passphrase, passwordHash } from './test-secrets.ts';
import type { Options, PrepareContext, Prepared } from './trial.ts';

export interface Job {
  examined: Examined & { host: Host; tree: Tree };
  medium: Medium;
  found: MediumFacts;
  qemu: Qemu;
  folder: string;
  options: Options;
  context: PrepareContext;
}

/** Writes the trial's files, and returns how to start QEMU. */
export async function writeFiles(job: Job): Promise<Prepared | { problems: Problem[] }> {
  const { examined, medium, found, qemu, folder, options, context } = job;
  const { host } = examined;
  const at = (name: string) => path.join(folder, name);
  const extracted = (name: string) => {
    writeFileSync(at(name), medium.file(`boot/${name}-${host.alpine.kernel}`)!.read(mediumLimits.boot));
    return at(name);
  };
  const [kernel, initramfs] = [extracted('vmlinuz'), extracted('initramfs')];
  const secrets = { passphraseFile: at('passphrase'), passwordFile: at('password') };
  writeFileSync(secrets.passphraseFile, `${passphrase}\n`, { mode: 0o600 });
  writeFileSync(secrets.passwordFile, `${passwordHash}\n`, { mode: 0o600 });
  mkdirSync(at('stick'));
  const firmware = options.uefi ? uefiWords(folder) : [];
  if ('code' in firmware) return { problems: [firmware] };
  const packages = options.offline ? packagesOn(medium, found.repositories, host.alpine.arch) : undefined;

  const accelerator = context.accelerator ?? (await chooseAccelerator(qemu, kernel));
  const shares = sharesOf(found.repositories, host.alpine.release);
  const planned = plan(host, {
    ...{ accelerator: accelerator.name, install: options.install, devices: qemu.devices, ...secrets },
    firmware: options.uefi ? 'uefi' : 'bios',
    nested: accelerator.name === 'kvm' && nestedKvm(),
    fileSystems: creatableFileSystems(context.environment),
    offline: packages ? { packages, shares: [...shares.keys()] } : null,
  });
  const lacking = packages && options.install ? lackingForInstall(planned.changed.host, options.uefi, packages) : [];
  if (lacking.length > 0) {
    const values = { file: medium.path, packages: lacking.join(', ') };
    return { problems: [problemAt('medium-lacks-packages', { place: { file: medium.path } }, values)] };
  }

  const rendered = await renderTrial(planned.changed, packages, context.cwd);
  const problems = await writeOverlay(rendered.tree, at('stick'), host, context);
  if (problems.length > 0) return { problems };
  for (const disk of planned.disks) {
    makeBlank(at(disk.file), disk.bytes);
    const unmade = disk.filesystem && (await makeFileSystem(disk.filesystem, at(disk.file), context.environment));
    if (unmade) return { problems: [unmade] };
  }
  const image = await imageOf(medium, folder, context.environment);
  if ('code' in image) return { problems: [image] };

  const served = packages ? await serve(medium, shares) : undefined;
  const server = planned.cards[0]?.network.server;
  const forward = served && server ? { server, port: served.port } : undefined;
  const network = networkWords(folder, forward, options.offline);
  const machine = machineFor({ ...planned, qemu, accelerator, firmware, folder, network }, options.install);
  const kernelOptions = textOf(rendered.tree.get(`${agentFolder}/kernel-options`))
    .split('\n')
    .filter(Boolean);
  const live = machine({
    ...{ kernel, initramfs, medium: image, overlay: at('stick') },
    options: [...found.options, ...planned.liveOptions, ...kernelOptions],
  });
  const compared = compare(examined, rendered);
  return {
    hostname: host.hostname,
    buildId: rendered.buildId,
    drives: planned.disks
      .filter(({ filesystem }) => !filesystem)
      .map((disk) => driveOf(disk, at(disk.file), options.install)),
    ...(planned.changed.host.install.encrypt ? { passphrase } : {}),
    folder,
    accelerator,
    medium: { path: medium.path, release: found.version, kernel: host.alpine.kernel },
    substitutions: rendered.substitutions,
    untested: rendered.untested,
    ...compared,
    boots: options.install ? [live, machine()] : [live],
    close: () => end(served, medium),
  };
}

/** The overlay that boots, and the one that a build would write. */
function compare(examined: Job['examined'], { tree, substitutions }: TrialOverlay) {
  giveId(examined.tree);
  const filesThatDiffer = pathsThatDiffer(examined.tree, tree);
  const warnings = differencesToReport(filesThatDiffer, [examined.tree, tree], substitutions);
  const findings = [...examined.findings, ...locate(warnings, examined.places)];
  return { filesThatDiffer, findings, places: findings.length > 0 ? [textsOf(findings, examined.places)] : [] };
}

/** A disk of zeros that takes no space until it is written. */
function makeBlank(file: string, bytes: number): void {
  const descriptor = openSync(file, 'wx', 0o600);
  ftruncateSync(descriptor, bytes);
  closeSync(descriptor);
}

function driveOf({ serial, wwn }: DiskPlan, file: string, install: boolean) {
  return { file, serial: serial ?? wwn ?? '', target: install };
}

async function end(served: Served | undefined, medium: Medium): Promise<void> {
  await served?.close();
  medium.close();
}
