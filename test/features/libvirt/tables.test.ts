import { expect, test } from 'vitest';
import { leastProfile } from '../../support/run.ts';
import { targetFiles } from '../../support/target.ts';

test('pools and networks start with the host unless the profile says otherwise', async () => {
  const files = await targetFiles(`${leastProfile}libvirt:
  pools:
    images: { type: dir, path: /srv/images }
    later: { type: logical, source: { name: vg0 }, path: /dev/vg0, autostart: false }
  networks:
    lan: { address: 10.0.0.1/24 }
    spare: { forward: none, autostart: false }
`);
  expect(files['etc/mkapkovl/libvirt/pools.table']).toBe(
    'images\tdir\t/srv/images\tyes\nlater\tlogical\t/dev/vg0\tno\n',
  );
  expect(files['etc/mkapkovl/libvirt/networks.table']).toBe('lan\tyes\nspare\tno\n');
});

test('each definition lies in the agent’s folder, where libvirtd does not start it by itself', async () => {
  const files = await targetFiles(`${leastProfile}libvirt: { pools: { images: { type: dir, path: /srv/images } } }\n`);
  expect(Object.keys(files).filter((name) => name.endsWith('.xml'))).toEqual(['etc/mkapkovl/libvirt/pools/images.xml']);
});
