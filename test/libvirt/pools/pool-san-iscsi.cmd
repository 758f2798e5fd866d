virsh pool-define-as san iscsi --source-host san.example --source-dev iqn.2013-06.com.example:pool --source-initiator iqn.2013-06.com.example:host --target /dev/disk/by-path --print-xml
