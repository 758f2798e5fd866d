import type { Host } from '../../host/host.ts';
import { repositoryAddresses } from '../../target/repositories.ts';
import type { Contribution } from '../feature.ts';

export function contribute(host: Host): Contribution {
  const paths = [['alpine']];
  return {
    // The services that setup-alpine enables on every machine and that are not among init's default services
    // (setup-alpine.in).
    services: [
      { name: 'seedrng', runlevel: 'boot', paths },
      { name: 'acpid', runlevel: 'default', paths },
      { name: 'crond', runlevel: 'default', paths },
    ],
    files: [
      {
        path: 'etc/apk/repositories',
        view: { template: 'alpine/etc/apk/repositories', values: { repositories: repositoryAddresses(host.alpine) } },
        paths: [['alpine', 'repositories']],
      },
      // Makes mkinitfs' init enable the services that a live system needs: devfs, modloop, hwdrivers …
      // (initramfs-init.in; it deletes the marker afterwards).
      { path: 'etc/.default_boot_services', text: '', paths: [['alpine']] },
    ],
  };
}
