virsh pool-define-as data fs --source-dev /dev/disk/by-label/data --source-format ext4 --target /srv/data --print-xml
