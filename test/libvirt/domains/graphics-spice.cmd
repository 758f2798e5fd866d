virt-install --name graphics-spice --vcpus 1 --memory 1024 --import --os-variant=linux2022 --disk vol=default/debian.qcow2,bus=virtio --network bridge=br0,mac=52:54:00:10:00:0E --graphics spice
