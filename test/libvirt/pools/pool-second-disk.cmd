virsh pool-define-as second disk --source-dev /dev/disk/by-id/ata-SECOND --source-format gpt --target /dev --print-xml
