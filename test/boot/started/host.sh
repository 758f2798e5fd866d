#!/bin/sh
# The target, in namespaces of its own: its bridge, libvirtd's folders and sockets, and the agent on a fake root whose
# /var/lib/libvirt is the system's. Runs the converge stage, and waits until the guest that it started has shut down.
#
#   host.sh ROOT SECONDS      # ROOT is where the overlay is unpacked, and ROOT/web what can be downloaded
set -eu
root=$1 seconds=$2
for folder in /run /etc/libvirt /etc/qemu /usr/share/qemu/firmware /var/cache; do
	[ ! -d "$folder" ] || mount -t tmpfs none "$folder"
done
mkdir -p /run/libvirt /var/cache/libvirt /etc/qemu/firmware "$root/var/lib/libvirt" /var/lib/libvirt
mount --bind "$root/var/lib/libvirt" /var/lib/libvirt
cp "$root"/etc/qemu/firmware/* /etc/qemu/firmware/

ip link set lo up
ip link add br0 type bridge
ip address add 10.11.12.1/24 dev br0
ip link set br0 up
ip monitor neigh > "$root/neighbours" &
monitor=$!
busybox httpd -p 127.0.0.1:80 -h "$root/web"

# No service manager, no control groups, no other user: what is tested is what libvirt makes of the definition.
printf 'auth_unix_rw = "none"\nauth_unix_ro = "none"\n' > /etc/libvirt/libvirtd.conf
cat > /etc/libvirt/qemu.conf << END
stdio_handler = "file"
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = [ ]
namespaces = [ ]
remember_owner = 0
END
libvirtd --timeout 300 > "$root/libvirtd.log" 2>&1 &
daemon=$!
export LIBVIRT_DEFAULT_URI=qemu:///system
until virsh -q uri > /dev/null 2>&1; do
	kill -0 $daemon
	sleep 0.2
done

status=0
PATH="$root/fake/programs:$PATH" sh "$root/etc/mkapkovl/agent/converge.sh" 2>&1 || status=$?
echo "status $status"
virsh dumpxml guest | sed 's/^/definition /'
ends=$(($(date +%s) + seconds))
while [ "$(virsh domstate guest 2> /dev/null | head -n 1)" = running ] && [ "$(date +%s)" -lt "$ends" ]; do
	sleep 0.5
done
echo "state $(virsh domstate --reason guest | head -n 1)"
sed 's/^/neighbour /' "$root/neighbours"
virsh -q destroy guest 2> /dev/null || :
cp /var/log/libvirt/qemu/guest.log "$root/qemu.log" 2> /dev/null || :
kill $daemon $monitor
wait $daemon || :
