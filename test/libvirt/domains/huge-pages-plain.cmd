virt-install --name huge-pages-plain --memory 1024 --memorybacking hugepages=yes --import --os-variant=linux2022 --disk vol=default/debian.qcow2,bus=virtio --network none --graphics none --vcpus 1
