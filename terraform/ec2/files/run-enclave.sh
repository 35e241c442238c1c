#!/usr/bin/env bash
# Starts the enclave and stays for as long as it runs, so that whoever started this (systemd, the kubelet) sees its end. Never in debug mode,
# never with a console: both make all PCRs zero, and no verifier, registry or key policy takes such a document.
set -euo pipefail

: "${INKAN_ROLE:?}" "${INKAN_PCR0:?}" "${INKAN_ENCLAVE_CID:?}" "${INKAN_ENCLAVE_VCPUS:?}" "${INKAN_ENCLAVE_MEMORY_MIB:?}"
image=${INKAN_IMAGE:-/var/lib/inkan/image.eif}
name=inkan-$INKAN_ROLE
poll_s=${INKAN_POLL_S:-2}
# How long a signer that was asked to stop (`inkan stop`) may take to end by itself.
grace_s=${INKAN_STOP_GRACE_S:-30}

mine() { # FIELD of the enclave, as nitro-cli describes it; empty when there is none
  nitro-cli describe-enclaves | jq -r --arg name "$name" --arg field "$1" '.[] | select(.EnclaveName == $name) | .[$field]'
}

terminate() {
  local id
  id=$(mine EnclaveID)
  [ -z "$id" ] || nitro-cli terminate-enclave --enclave-id "$id"
}

# A signer writes its release before it goes, when it was asked to; a relay has nothing to write.
# shellcheck disable=SC2317
stopped() {
  if [ "$INKAN_ROLE" = signer ]; then
    local end=$((SECONDS + grace_s))
    while [ "$SECONDS" -lt "$end" ] && [ "$(mine State)" = RUNNING ]; do sleep "$poll_s"; done
  fi
  terminate
  exit 0
}
trap stopped TERM INT

# One that an earlier run left: two would share the CID and the memory.
terminate

nitro-cli run-enclave --eif-path "$image" --cpu-count "$INKAN_ENCLAVE_VCPUS" --memory "$INKAN_ENCLAVE_MEMORY_MIB" \
  --enclave-cid "$INKAN_ENCLAVE_CID" --enclave-name "$name"

# Against an operator's mistake only: these are nitro-cli's words. What runs is what the attestation document says.
measured=$(nitro-cli describe-enclaves | jq -r --arg name "$name" '.[] | select(.EnclaveName == $name) | .Measurements.PCR0')
flags=$(mine Flags)
if [ "$measured" != "$INKAN_PCR0" ]; then
  echo "PCR0 of $image is $measured, the deployment says $INKAN_PCR0" >&2
  terminate
  exit 1
fi
if [ "$flags" != NONE ]; then
  echo "the enclave's flags are $flags: not started by this script" >&2
  terminate
  exit 1
fi

while [ "$(mine State)" = RUNNING ]; do
  # In the background, so that a signal is taken at once.
  sleep "$poll_s" &
  wait $!
done
echo "the enclave has ended" >&2
exit 1
