import { artifactCodes } from './codes/artifact.ts';
import { cloudInitCodes } from './codes/cloud-init.ts';
import { definitionCodes } from './codes/definitions.ts';
import { factsCodes } from './codes/facts.ts';
import { guestCodes } from './codes/guests.ts';
import { hostCodes } from './codes/host.ts';
import { importCodes } from './codes/import.ts';
import { importCommandCodes } from './codes/import-command.ts';
import { machineCodes } from './codes/machine.ts';
import { needCodes } from './codes/needs.ts';
import { networkCodes } from './codes/network.ts';
import { ownDiskCodes } from './codes/own-disks.ts';
import { passthroughCodes } from './codes/passthrough.ts';
import { probeCodes } from './codes/probe.ts';
import { profileCodes } from './codes/profile.ts';
import { treeCodes } from './codes/tree.ts';
import { trialPreparationCodes } from './codes/trial-preparation.ts';
import { trialRunCodes } from './codes/trial-run.ts';

/** Every code that a finding can have. */
export const codes = {
  ...profileCodes,
  ...hostCodes,
  ...ownDiskCodes,
  ...networkCodes,
  ...factsCodes,
  ...probeCodes,
  ...passthroughCodes,
  ...machineCodes,
  ...needCodes,
  ...guestCodes,
  ...definitionCodes,
  ...cloudInitCodes,
  ...treeCodes,
  ...artifactCodes,
  ...importCodes,
  ...importCommandCodes,
  ...trialPreparationCodes,
  ...trialRunCodes,
};
