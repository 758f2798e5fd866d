import { expect, test } from 'vitest';
import { pool, target } from './pools.ts';
import { imported } from './read.ts';

/** What no profile can have; it is refused at its place. */
const refused: [title: string, xml: string, code: string, line: number, words: RegExp][] = [
  ['an unknown type', pool('odd', target('/srv/vm')), 'import-pool-not-supported', 1, /"odd".*dir, logical, netfs/],
  ['Ceph', pool('rbd', '<source><name>rbd</name></source>'), 'import-pool-not-supported', 1, /"rbd"/],
  ['no type', '<pool><name>one</name></pool>', 'import-pool-not-supported', 1, /""/],
  ['a prototype as its type', pool('__proto__', ''), 'import-pool-not-supported', 1, /__proto__/],
  ['no name', `<pool type='dir'>\n${target('/srv/vm')}</pool>`, 'import-incomplete', 1, /<name>/],
  ['an empty name', pool('dir', target('/srv/vm'), ''), 'import-incomplete', 2, /<name>/],
  ['no folder', pool('dir', ''), 'import-incomplete', 1, /<path>/],
  ['an empty folder', pool('dir', target('')), 'import-incomplete', 3, /<path>/],
  ['a folder with a blank', pool('dir', target('/srv/my data')), 'import-value-not-supported', 3, /<path>.*my data/],
  ['a folder that is not absolute', pool('dir', target('srv')), 'import-value-not-supported', 3, /<path>.*"srv"/],
  [
    'a server without a name',
    pool('netfs', `<source>\n<host/><dir path='/export'/></source>${target('/srv/m')}`),
    'import-incomplete',
    4,
    /<host>/,
  ],
  [
    'a device that is none',
    pool('fs', `<source>\n<device path='x y'/></source>${target('/srv/m')}`),
    'import-value-not-supported',
    4,
    /<device>.*x y/,
  ],
  [
    'virtual functions',
    "<network>\n<name>one</name>\n<forward mode='hostdev' managed='yes'><pf dev='eth0'/></forward></network>",
    'import-network-not-supported',
    3,
    /"hostdev"/,
  ],
  [
    'an unknown way',
    "<network><name>one</name><forward mode='odd'/></network>",
    'import-network-not-supported',
    1,
    /odd/,
  ],
  ['a network without a name', '<network><bridge/></network>', 'import-incomplete', 1, /<name>/],
  ['an end that is missing', "<pool type='dir'>\n<name>one</name>", 'import-not-xml', 2, /closed|end/],
  [
    'an entity of its own',
    '<!DOCTYPE a [<!ENTITY b "c">]>\n<pool type="dir"><name>&b;</name></pool>',
    'import-not-xml',
    1,
    /document type/,
  ],
  ['a volume', '<volume><name>one</name></volume>', 'import-not-a-guest', 1, /a volume/],
];

test.each(refused)('a definition with %s is refused', async (_, xml, code, line, words) => {
  const { status, result, findings } = await imported(xml);
  expect({ status, result }).toEqual({ status: 1, result: null });
  expect(findings).toEqual([
    expect.objectContaining({ code, line, column: expect.any(Number), message: expect.stringMatching(words) }),
  ]);
});
