import type { Host } from '../../host/host.ts';
import { isSecretSource } from '../../profile/secret.ts';
import { parseSize } from '../../profile/units.ts';
import { agentFolder, secretsFolder } from '../../target/paths.ts';
import type { Contribution } from '../feature.ts';

export function contribute({ install, boot, alpine, machine }: Host): Contribution {
  const { mode, disk, encrypt } = install;
  const passphrase = encrypt?.passphrase;
  const from = ['install'];
  return {
    packages: encrypt ? [{ name: 'cryptsetup', paths: [['install', 'encrypt']] }] : [],
    files: [
      {
        path: `${agentFolder}/install.conf`,
        view: {
          template: 'install/etc/mkapkovl/install.conf',
          values: {
            mode,
            release: alpine.release,
            kernel: alpine.kernel,
            loader: boot.loader === 'auto' ? (loaderOf(machine?.firmware) ?? 'auto') : boot.loader,
            serial: disk?.serial ?? '',
            wwn: disk?.wwn ?? '',
            minBytes: disk?.min_size ? parseSize(disk.min_size) : '',
            maxBytes: disk?.max_size ? parseSize(disk.max_size) : '',
            wipe: disk?.wipe ?? '',
            generation: disk?.generation ?? '',
            passphrase: passphraseKind(passphrase),
            passphraseMedium: passphrase && 'on_medium' in passphrase ? passphrase.on_medium : '',
          },
        },
        paths: [from],
      },
      ...(passphrase && isSecretSource(passphrase)
        ? [
            {
              path: `${secretsFolder}/luks-passphrase`,
              secret: passphrase,
              paths: [['install', 'encrypt', 'passphrase']],
            },
          ]
        : []),
    ],
  };
}

function loaderOf(firmware: 'uefi' | 'bios' | null | undefined) {
  return firmware && { uefi: 'grub', bios: 'extlinux' }[firmware];
}

function passphraseKind(passphrase: object | undefined): string {
  if (!passphrase) return 'none';
  if ('prompt' in passphrase) return 'prompt';
  return 'on_medium' in passphrase ? 'medium' : 'file';
}
