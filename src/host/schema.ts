import * as z from 'zod';
import { accessSchema } from '../features/access/schema.ts';
import { alpineSchema } from '../features/alpine/schema.ts';
import { bootSchema } from '../features/boot/schema.ts';
import { factsFileSchema, factsMachineSchema, factsMaxAgeSchema } from '../features/facts/schema.ts';
import { filesSchema } from '../features/files/schema.ts';
import { installSchema } from '../features/install/schema.ts';
import { libvirtSchema } from '../features/libvirt/schema.ts';
import { matchSchema } from '../features/match/schema.ts';
import { networkSchema } from '../features/network/schema.ts';
import { overlaysMaxSizeSchema, overlaysSchema } from '../features/overlays/schema.ts';
import { packagesSchema } from '../features/packages/schema.ts';
import { passthroughSchema } from '../features/passthrough/schema.ts';
import { servicesSchema } from '../features/services/schema.ts';
import { signingSchema } from '../features/signing/schema.ts';
import { storageSchema } from '../features/storage/schema.ts';
import { hostnameSchema, systemSchema } from '../features/system/schema.ts';
import { tuningSchema } from '../features/tuning/schema.ts';
import { vmsSchema } from '../features/vms/schema.ts';
import { filePath } from '../profile/scalars.ts';

/** The whole profile: the only source of its types, of profile.schema.json and of docs/profile.md. */
export const profileSchema = z
  .strictObject({
    hostname: hostnameSchema,
    extends: z
      .array(filePath)
      .optional()
      .describe('Profiles that this one extends. Later ones override earlier ones, and this file overrides all.')
      .meta({ examples: [['base/site.yaml']] }),
    abstract: z
      .boolean()
      .optional()
      .describe(
        'Whether this is a base: others extend it, and it is no host by itself. It may be incomplete, and commands that get several profiles or a folder leave it out. Not inherited.',
      )
      .meta({ examples: [true] }),
    facts: factsFileSchema,
    facts_max_age: factsMaxAgeSchema,
    facts_machine: factsMachineSchema,
    match: matchSchema,
    alpine: alpineSchema,
    system: systemSchema,
    packages: packagesSchema,
    services: servicesSchema,
    access: accessSchema,
    signing: signingSchema,
    network: networkSchema,
    boot: bootSchema,
    tuning: tuningSchema,
    storage: storageSchema,
    install: installSchema,
    passthrough: passthroughSchema,
    libvirt: libvirtSchema,
    vms: vmsSchema,
    overlays: overlaysSchema,
    overlays_max_size: overlaysMaxSizeSchema,
    files: filesSchema,
  })
  .describe('One host.');

export type Profile = z.output<typeof profileSchema>;
