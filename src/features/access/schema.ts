import * as z from 'zod';
import { userName } from '../../profile/scalars.ts';
import { byPrompt, fromEnvironment, fromFile } from '../../profile/secret.ts';
import { authorizedKey } from '../../profile/ssh-keys.ts';

const authorizedKeys = () =>
  z.array(authorizedKey).default([]).describe('Public SSH keys that may log in.').meta({ merge: 'append' });

const passwordHash = () =>
  z
    .union([fromEnvironment(), fromFile(), byPrompt()])
    .optional()
    .describe('Source of the crypt(3) hash of the password, or { prompt: true }; without it no password is accepted.')
    .meta({ secret: true, examples: [{ prompt: true }] });

export const accessSchema = z
  .strictObject({
    root: z
      .strictObject({ authorized_keys: authorizedKeys(), password: passwordHash() })
      .prefault({})
      .describe('The administrator.'),
    users: z
      .record(
        userName,
        z.strictObject({
          groups: z
            .array(userName)
            .default([])
            .describe('Additional groups. Members of wheel may use doas, without a password if the user has none.')
            .meta({ examples: [['wheel', 'libvirt']] }),
          authorized_keys: authorizedKeys(),
          password: passwordHash(),
        }),
      )
      .default({})
      .describe('Other users, by name. They are created on the target, after the packages that provide their groups.')
      .meta({ examples: [{ ana: { groups: ['wheel'] } }] }),
    ssh: z
      .strictObject({
        passwords: z.boolean().default(false).describe('Whether users (never root) may log in by password over ssh.'),
        forwarding: z
          .boolean()
          .default(false)
          .describe('Whether TCP forwarding is allowed, as tunnels to VNC need it.'),
      })
      .prefault({})
      .describe('The SSH server.'),
  })
  .prefault({})
  .describe('Who may log in, and how.');
