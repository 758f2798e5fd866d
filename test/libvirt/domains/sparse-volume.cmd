virt-install --name sparse-volume --vcpus 1 --memory 512 --import --os-variant=linux2022 --disk path=/var/lib/libvirt/images/new.qcow2,size=8,format=qcow2 --network none --graphics none
