import { expect, test } from 'vitest';
import { startService } from '../support/openrc.ts';
import { describeWith } from '../support/tools.ts';

/** What would change the machine; `there` lists what is mounted, `broken` what cannot be. */
const stubs = `
  mountpoint() { case " $there " in *" $2 "*) ;; *) return 1 ;; esac; }
  mkdir() { record "mkdir $*"; }
  mount() { record "mount $*"; case " $broken " in *" $6 "*) return 32 ;; esac; }`;

function mounted(mounts: string | undefined, there = '', broken = '') {
  const env = { there, broken, ...(mounts === undefined ? {} : { HUGEPAGE_MOUNTS: mounts }) };
  return startService('tuning/etc/init.d/mkapkovl-hugepages', stubs, env);
}

const both = '/dev/hugepages1G:1G /dev/hugepages:2M';
const large = ['mkdir -p /dev/hugepages1G', 'mount -t hugetlbfs -o pagesize=1G hugetlbfs /dev/hugepages1G'];
const small = ['mkdir -p /dev/hugepages', 'mount -t hugetlbfs -o pagesize=2M hugetlbfs /dev/hugepages'];

describeWith(['applets'], 'mkapkovl-hugepages', () => {
  test('mounts a folder for each size of pages', () => {
    expect(mounted(both)).toMatchObject({ calls: [...large, ...small], ended: 0 });
  });

  test('leaves alone what is mounted already', () => {
    expect(mounted(both, '/dev/hugepages1G')).toMatchObject({ calls: small, ended: 0 });
  });

  test('fails if one cannot be mounted, and mounts the others', () => {
    expect(mounted(both, '', '/dev/hugepages1G')).toMatchObject({ calls: [...large, ...small], ended: 1 });
  });

  test('has nothing to do without its settings', () => {
    expect(mounted(undefined)).toMatchObject({ calls: [], ended: 0 });
  });
});
