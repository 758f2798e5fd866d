#!/bin/sh
cat > /root/key << END
-----BEGIN OPENSSH PRIVATE KEY-----
correct-horse-battery
-----END OPENSSH PRIVATE KEY-----
END
