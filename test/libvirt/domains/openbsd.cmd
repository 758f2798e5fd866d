virt-install --name openbsd --vcpus 1 --memory 512 --import --os-variant=openbsd7.0 --disk vol=default/debian.qcow2 --network bridge=br0,mac=52:54:00:20:00:04 --graphics spice
