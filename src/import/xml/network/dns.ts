import type { Values } from '#src/guest/reader.ts';
import { attribute, children, type Element } from '#src/xml/element.ts';
import { booleanOf, given, numberOf } from '../section/values.ts';
import { said } from './addresses.ts';

export function dnsDraft(dns: Element): Values {
  const txt = children(dns, 'txt').map((each) => [attribute(each, 'name') ?? '', attribute(each, 'value') ?? '']);
  const hosts = children(dns, 'host').map((each) => [attribute(each, 'ip') ?? '', hostnames(each)]);
  return given({
    enable: booleanOf(attribute(dns, 'enable')),
    forwarders: children(dns, 'forwarder').map(forwarderDraft),
    txt: Object.fromEntries(txt),
    srv: children(dns, 'srv').map(srvDraft),
    hosts: Object.fromEntries(hosts),
  });
}

/** A server for all names is the address alone. */
function forwarderDraft(forwarder: Element): Values | string {
  const { domain, addr } = said(forwarder, ['domain', 'addr']);
  return domain === undefined && typeof addr === 'string' ? addr : given({ domain, addr });
}

const hostnames = (host: Element) => children(host, 'hostname').map(({ text }) => text);

function srvDraft(srv: Element): Values {
  return given({
    ...said(srv, ['service', 'protocol', 'domain', 'target']),
    port: numberOf(attribute(srv, 'port')),
    priority: numberOf(attribute(srv, 'priority')),
    weight: numberOf(attribute(srv, 'weight')),
  });
}
