import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Graph, NodeKind } from '../../src/report/network/graph.ts';
import { pictureOf } from '../../src/report/network/picture.ts';
import { fullFolder } from './profiles.ts';
import { reportsIn } from './reports.ts';

describe('the networks of a host', () => {
  test('are connected from its cards to the guests', async () => {
    const [report] = await reportsIn(fullFolder(), ['node7.yaml']);
    expect(report!.network!.connections.map(({ from, to, how }) => `${from} > ${to}: ${how}`)).toEqual([
      'card eth0 > bond bond0: port',
      'card eth1 > bond bond0: port',
      'bond bond0 > bridge br0: port',
      'VLAN dmz0 > bridge br42: port',
      'bond bond0 > VLAN dmz0: port',
      'routes of the host > network lab: nat',
      'bridge br42 > network wan: port',
      'bridge br0 > guest nas: port',
      'network wan > guest firewall: port',
      'bridge br0 > guest firewall: port',
      'network lab > guest firewall: port',
      'card eth2 > guest firewall: virtual function 0000:86:00.1',
      'network lab > guest lab-one: port',
      'network apart > guest lab-one: port',
      'card eth2 > guest lab-two: macvtap (bridge)',
      'routes of the host > guest lab-two: user',
    ]);
  });

  test('are a picture with a box for each, and its description', async () => {
    const [report] = await reportsIn(fullFolder(), ['node7.yaml']);
    const { picture, description } = report!.network!;
    expect(picture.boxes.map(({ name }) => name).sort()).toEqual([
      'apart',
      'bond0',
      'br0',
      'br42',
      'dmz0',
      'eth0',
      'eth1',
      'eth2',
      'firewall',
      'lab',
      'lab-one',
      'lab-two',
      'nas',
      'routes of the host',
      'wan',
    ]);
    expect(description).toContain('3 cards, 1 bond, 1 VLAN, 2 bridges, 3 networks, 4 guests');
  });
});

describe('a picture of any networks', () => {
  const kinds: NodeKind[] = ['card', 'bond', 'VLAN', 'bridge', 'network', 'host', 'guest'];
  const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 12 }).chain((count) =>
    fc.record({
      nodes: fc.tuple(
        ...Array.from({ length: count }, (_, index) =>
          fc.record({
            id: fc.constant(`n${index}`),
            kind: fc.constantFrom(...kinds),
            name: fc.string(),
            detail: fc.string(),
          }),
        ),
      ),
      edges: fc.array(
        fc.record({
          from: fc.nat(count - 1).map((n) => `n${n}`),
          to: fc.nat(count - 1).map((n) => `n${n}`),
          label: fc.string(),
        }),
        { maxLength: 20 },
      ),
    }),
  );

  test('has each box once, inside it, and none over another; even where a faulty profile has a circle', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { boxes, box, width, height, lines } = pictureOf(graph);
        expect(boxes).toHaveLength(graph.nodes.length);
        for (const { x, y } of boxes) {
          expect(x >= 0 && y >= 0 && x + box.width <= width && y + box.height <= height).toBe(true);
          const over = boxes.filter((other) => Math.abs(other.x - x) < box.width && Math.abs(other.y - y) < box.height);
          expect(over).toHaveLength(1);
        }
        expect(lines.length).toBeGreaterThanOrEqual(graph.edges.length);
        for (const { path } of lines) expect(path).toMatch(/^M[-\d. ]+C[-\d. ,]+(h\d+)?$/);
      }),
      { seed: 20240501, numRuns: 300 },
    );
  });
});
