import { isOutside, type Network } from '#src/features/libvirt/networks/forward.ts';
import type { Values } from '#src/guest/reader.ts';
import { attribute, child, children, type Element } from '#src/xml/element.ts';
import { booleanOf, given, numberOf } from '../section/values.ts';

/** The card or cards, and the translation of addresses. A network over a bridge has no cards. */
export function forwardDraft(forward: Element | undefined, mode: Network['forward'], overBridge: boolean): Values {
  const outside = isOutside({ forward: mode });
  const cards = children(forward, 'interface').map((each) => attribute(each, 'dev'));
  const ofHost = attribute(forward, 'dev');
  const nat = child(forward, 'nat');
  return given({
    dev: outside ? (overBridge || cards.length === 0 ? undefined : cards) : ofHost,
    nat: nat && natDraft(nat),
  });
}

function natDraft(nat: Element): Values {
  const address = child(nat, 'address');
  const port = child(nat, 'port');
  return given({
    address: address && given({ start: attribute(address, 'start'), end: attribute(address, 'end') }),
    port: port && given({ start: numberOf(attribute(port, 'start')), end: numberOf(attribute(port, 'end')) }),
    ipv6: booleanOf(attribute(nat, 'ipv6')),
  });
}
