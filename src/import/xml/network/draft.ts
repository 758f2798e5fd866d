import { isOutside } from '#src/features/libvirt/networks/forward.ts';
import type { Values } from '#src/guest/reader.ts';
import { attribute, child, children, type Element } from '#src/xml/element.ts';
import { booleanOf, given, numberOf } from '../section/values.ts';
import { addressDraft } from './addresses.ts';
import { dnsDraft } from './dns.ts';
import { forwardDraft } from './forward.ts';
import { modeOf, place } from './normal.ts';

/** The keys of a network's definition in its normal form. */
export function networkDraft(network: Element): Values {
  const forward = modeOf(network);
  const bridge = child(network, 'bridge');
  const domain = child(network, 'domain');
  const dns = child(network, 'dns');
  const name = attribute(bridge, 'name');
  const own = isOutside({ forward }) ? undefined : bridge;
  return given({
    forward,
    ...forwardDraft(child(network, 'forward'), forward, name !== undefined),
    bridge: name === `virbr${place}` ? undefined : name,
    mac: attribute(child(network, 'mac'), 'address'),
    stp: booleanOf(attribute(own, 'stp'), 'on', 'off'),
    delay: numberOf(attribute(own, 'delay')),
    mtu: numberOf(attribute(child(network, 'mtu'), 'size')),
    domain: domain && domainDraft(domain),
    ...addressDraft(children(network, 'ip')),
    dns: dns && dnsDraft(dns),
    routes: children(network, 'route').map(routeDraft),
  });
}

const domainDraft = (domain: Element) =>
  given({ name: attribute(domain, 'name'), local_only: booleanOf(attribute(domain, 'localOnly')) });

function routeDraft(route: Element): Values {
  return given({
    to: `${attribute(route, 'address') ?? ''}/${attribute(route, 'prefix') ?? ''}`,
    gateway: attribute(route, 'gateway'),
    metric: numberOf(attribute(route, 'metric')),
  });
}
