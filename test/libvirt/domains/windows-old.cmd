virt-install --name windows-old --vcpus 1 --memory 512 --import --os-variant=winxp --disk vol=default/debian.qcow2 --disk device=cdrom --network bridge=br0,mac=52:54:00:20:00:03 --graphics vnc
