import type { Path, Problem, ProblemDetails } from '#src/findings/finding.ts';
import { type Claim, claimsOf, firstClaims, otherClaims } from '#src/host/claims.ts';
import type { Host } from '#src/host/host.ts';
import { parentsAt } from '#src/host/virtual-functions.ts';
import { groupOf, groupsOf, missingFrom } from '#src/machine/groups.ts';
import { hostNeeds, isHostsNeed, isRefused, needProblem, needsOfGroup } from '#src/machine/needs/host-needs.ts';
import { listed, type Need } from '#src/machine/needs/need.ts';
import type { Facts, PciFunction } from '#src/machine/schema.ts';
import { problem } from '../codes.ts';

/**
 * A device can only be passed through with its whole group, and the host must be able to do without all of it. The
 * rules apply to everything that the profile passes through: `devices`, and further devices of guests.
 */
export function checkGroups(host: Host): Problem[] {
  const { machine } = host;
  const first = firstClaims(host);
  if (!machine?.pci || first.size === 0) return [];
  return [...incomplete(host, machine, first), ...needed(host, machine, first)];
}

function incomplete(host: Host, machine: Facts, first: Map<string, Claim>): Problem[] {
  return groupsOf(machine).flatMap(({ number, members }) => {
    const addresses = members.map(({ address }) => address);
    const missing = addresses.filter((address) => !first.has(address));
    const claim = claimOf(first, members);
    if (!claim || missing.length === 0) return [];
    const needs = needsOfGroup(machine, claim.address).filter((need) => isRefused(need) && isHostsNeed(need.kind));
    const needed = missing.filter((address) => needs.some((need) => need.address === address));
    const values = { device: claim.address, group: number, missing: listed(missing), needed: listed(needed) };
    return [problem('group-incomplete', claim.path, values, related(otherClaims(host, addresses, claim.path)))];
  });
}

const related = (places: NonNullable<ProblemDetails['related']>): ProblemDetails =>
  places.length > 0 ? { related: places } : {};

/** The first place in the profile that passes one of these functions through. */
function claimOf(first: Map<string, Claim>, members: readonly { address: string }[]): Claim | undefined {
  const addresses = new Set(members.map(({ address }) => address));
  return [...first.values()].find(({ address }) => addresses.has(address));
}

/** Also reports what the host needs among the missing functions: adding those to the list would not help. */
function needed(host: Host, machine: Facts, first: Map<string, Claim>): Problem[] {
  const missing = missingFrom(machine, new Set(first.keys())).map(({ address }) => address);
  const needs = hostNeeds(machine, [...first.keys(), ...missing], givenTo(host));
  return together(needs).flatMap((need) => {
    // The target makes it, and the guests wait for that.
    if (need.kind === 'virtual-function' && parentsAt(host, need.address).length > 0) return [];
    const claim =
      guestsClaim(host, need) ?? first.get(need.address) ?? claimOf(first, wholeGroup(machine, need.address));
    if (!claim) return [];
    const { path } = claim;
    const { address: device, detail } = need;
    if (keepsPassphrase(host, machine, need)) {
      const related = [{ path: ['install', 'encrypt'], message: 'the disk is encrypted because of this' }];
      return [problem('passphrase-without-keyboard', path, { device, detail }, { related })];
    }
    const id = isRefused(need) && first.get(device) ? idBesides(host, claim, device) : undefined;
    return [
      id
        ? problem('id-matches-needed-device', path, { ...id, device, detail })
        : needProblem(
            ofAll(needs, need),
            { path },
            isRefused(need) && isHostsNeed(need.kind) ? elsewhere(host, machine, need, path) : {},
          ),
    ];
  });
}

/** That a disk may be at several controllers is one thing that is not known, and one warning at the first of them. */
const alike = (needs: readonly Need[], { kind, detail }: Need): Need[] =>
  needs.filter((other) => kind === 'maybe-system-disk' && other.kind === kind && other.detail === detail);

const together = (needs: readonly Need[]): Need[] =>
  needs.filter((need) => [undefined, need].includes(alike(needs, need)[0]));

/** With the addresses of all that it is about. */
function ofAll(needs: readonly Need[], need: Need): Need {
  const all = alike(needs, need).map(({ address }) => address);
  return all.length > 1 ? { ...need, address: listed(all) } : need;
}

/** Where else the profile passes it or its group through. */
function elsewhere(host: Host, machine: Facts, { address }: Need, path: Path): ProblemDetails {
  const group = wholeGroup(machine, address).map((fn) => fn.address);
  return related(otherClaims(host, [address, ...group], path));
}

/** How a device resets concerns the guest that has it. */
const guestsClaim = (host: Host, { kind, address }: Need): Claim | undefined =>
  kind === 'no-reset' ? claimsOf(host).find((claim) => claim.address === address && claim.guest) : undefined;

function wholeGroup(machine: Facts, address: string): PciFunction[] {
  const { members = [], carried = [] } = groupOf(machine, address) ?? {};
  return [...members, ...carried];
}

const givenTo = ({ vms }: Host) =>
  Object.values(vms).flatMap(({ attached }) => attached.flatMap((each) => (each && 'pci' in each ? each.pci : [])));

/** The initramfs asks for the passphrase at every boot, when vfio-pci has already bound the controller. */
function keepsPassphrase({ system, install }: Host, { keyboards }: Facts, { kind }: Need): boolean {
  const otherConsole = system.console.some((name) => !/^tty\d/.test(name));
  const nothingToTypeOn = kind === 'keyboard' || (kind === 'only-usb-controller' && !keyboards?.length);
  return install.encrypt !== undefined && !otherConsole && nothingToTypeOn;
}

/** The id that unintentionally matches a function, and the other functions that have it. */
function idBesides({ passthrough }: Host, { path }: Claim, address: string) {
  const index = path[0] === 'passthrough' ? Number(path[2]) : -1;
  const selector = passthrough.devices[index];
  if (!selector || typeof selector === 'string' || !('id' in selector) || 'address' in selector) return undefined;
  const others = (passthrough.addresses[index] ?? []).filter((other) => other !== address);
  return others.length > 0 && selector.id ? { id: selector.id, others: listed(others) } : undefined;
}
