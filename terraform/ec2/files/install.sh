#!/usr/bin/env bash
# First boot, after the packages: fetches what the deployment names, checks every byte of it, and starts allocator, gateway and enclave.
# Whatever fails ends here: the load balancer's health check then never passes, and the group replaces the instance.
set -euo pipefail

# shellcheck source=/dev/null
source /etc/inkan/deployment.env

# No login over SSH; a shell, if at all, is Systems Manager's.
systemctl disable --now sshd.service sshd.socket 2>/dev/null || true
systemctl mask sshd.service

systemd-sysusers /etc/sysusers.d/inkan.conf
install -d -m 0755 /opt/inkan /var/lib/inkan
install -d -m 0700 /var/lib/inkan/store

# A signer's sealed keys. The instance before this one may hold the volume until it has ended.
if [ -n "$INKAN_STORE_VOLUME" ]; then
  token=$(curl -sSf -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  instance=$(curl -sSf -H "x-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)
  for ((tries = 0; ; tries++)); do
    aws ec2 attach-volume --region "$AWS_REGION" --volume-id "$INKAN_STORE_VOLUME" --instance-id "$instance" --device /dev/sdf && break
    [ "$tries" -lt 60 ] || exit 1
    sleep 10
  done
  device=/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${INKAN_STORE_VOLUME/-/}
  for ((tries = 0; tries < 60; tries++)); do
    [ ! -e "$device" ] || break
    sleep 2
  done
  # An empty volume only: blkid says nothing of it (2). What it cannot read is an error, not a reason to format.
  blkid "$device" || { [ $? -eq 2 ] && mkfs.xfs "$device"; }
  mount -o nodev,nosuid,noexec "$device" /var/lib/inkan/store
  echo "$device /var/lib/inkan/store xfs nodev,nosuid,noexec,nofail 0 2" >>/etc/fstab
fi
chown -R inkan-gateway:inkan-gateway /var/lib/inkan/store
chmod 0700 /var/lib/inkan/store

fetch() { # KEY SHA256 FILE
  aws s3 cp --only-show-errors --region "$AWS_REGION" "s3://$INKAN_BUCKET/$1" "$3.part"
  echo "$2  $3.part" | sha256sum --check --quiet -
  mv "$3.part" "$3"
}
fetch "$INKAN_IMAGE_KEY" "$INKAN_IMAGE_SHA256" /var/lib/inkan/image.eif
fetch "$INKAN_CONFIGURATION_KEY" "$INKAN_CONFIGURATION_SHA256" /etc/inkan/configuration.json
fetch "$INKAN_GATEWAY_KEY" "$INKAN_GATEWAY_SHA256" /var/lib/inkan/gateway.tar.gz
tar --extract --gzip --no-same-owner --file /var/lib/inkan/gateway.tar.gz --directory /opt/inkan
rm /var/lib/inkan/gateway.tar.gz

# The allocator takes memory as hugepages, the largest first. Only whole gibibytes were asked for, so anything else means that it fell short.
install -m 0644 /etc/inkan/allocator.yaml /etc/nitro_enclaves/allocator.yaml
systemctl enable --now nitro-enclaves-allocator.service
pages=$(cat /sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages)
if [ "$((pages * 1024))" -ne "$INKAN_ENCLAVE_MEMORY_MIB" ]; then
  echo "allocator: $pages pages of 1 GiB, wanted $INKAN_ENCLAVE_MEMORY_MIB MiB" >&2
  exit 1
fi

systemctl daemon-reload
systemctl enable --now inkan-gateway.service inkan-enclave.service
