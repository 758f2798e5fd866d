# shellcheck shell=dash disable=SC2154
# Networks of libvirt. Sourced, never run.

networks() {
	has_libvirt || {
		skip ''
		return
	}
	begin_step
	! needs network '*' || packaged_network
	for network in $(rows libvirt/networks.table | cut -f 1); do
		item network "$network" network "$network"
	done
	for network in $(removed_names networks); do
		needs network '*' || {
			add_failure "cannot remove $network, which is no longer in the profile: $reason"
			continue
		}
		# An active one stays until it is stopped, for the guests that are on it.
		undefine networks net-uuid "$network" virsh -q net-undefine "$network"
	done
	finish_step
}

# network NETWORK
network() {
	define networks net-uuid net-define "$1" || return
	autostart net "$1" "$(cell libvirt/networks.table "$1" 2)"
	# Guests are connected to an active network: a changed definition takes effect at its next start.
	[ "$(fact net-info "$1" Active)" != yes ] || return 0
	if attempt virsh -q net-start "$1"; then
		add_change "$1 started"
	else
		add_failure "$1: $reason"
	fi
}

# packaged_network: libvirt's package brings a network of its own, called default, which has the bridge and the addresses
# that a profile is likely to want, and starts by itself. It is removed once, if it is unchanged and unused. On an existing
# machine it is removed only for a profile's network of the same name: guests may refer to it by that name.
packaged_network() {
	[ ! -e "$state/packaged-network" ] || return 0
	if [ "$(setting install.conf INSTALL_MODE)" != existing ] || [ -n "$(cell libvirt/networks.table default 1)" ]; then
		if [ "$(virsh -q net-dumpxml --inactive default 2> /dev/null < /dev/null | shape)" = "$(packaged_definition | shape)" ] &&
			[ "$(virsh -q net-uuid default 2> /dev/null < /dev/null | head -n 1)" != "$(cut -d ' ' -f 2 "$state/defined/networks/default" 2> /dev/null)" ] &&
			! ls "$sys/class/net/virbr0/brif"/* > /dev/null 2>&1; then
			[ "$(fact net-info default Active)" != yes ] || attempt virsh -q net-destroy default || {
				add_failure "the network default of libvirt's package: $reason"
				return
			}
			attempt virsh -q net-undefine default || {
				add_failure "the network default of libvirt's package: $reason"
				return
			}
			add_change "libvirt's own default undefined"
		fi
	fi
	: | write_file "$state/packaged-network"
}

# shape: a definition without its random values and blanks.
shape() {
	grep -vE '<(uuid>|mac )' | tr -d ' \t\n'
}

# packaged_definition: libvirt, src/network/default.xml.in
packaged_definition() {
	cat <<- 'END'
		<network>
		  <name>default</name>
		  <forward mode='nat'/>
		  <bridge name='virbr0' stp='on' delay='0'/>
		  <ip address='192.168.122.1' netmask='255.255.255.0'>
		    <dhcp>
		      <range start='192.168.122.2' end='192.168.122.254'/>
		    </dhcp>
		  </ip>
		</network>
	END
}
