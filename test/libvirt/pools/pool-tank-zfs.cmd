virsh pool-define-as tank zfs --source-name tank/guests --target /dev/zvol/tank/guests --print-xml
