#!/usr/bin/env bash
# Packs the gateway as the instances of terraform/ec2 install it: this commit's tree with what it needs at run time, Node included.
#   terraform/pack-gateway.sh FILE.tar.gz
# The gateway is not trusted and its package not measured; the same commit packed twice gives the same bytes all the same, so that two people
# can compare them.
set -euo pipefail

out=$(realpath -m "${1:?usage: terraform/pack-gateway.sh FILE.tar.gz}")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git archive --format=tar HEAD | tar --extract --directory "$work"
(cd "$work" && npm ci --omit=dev --no-audit --no-fund)
tar --create --directory "$work" --sort=name --owner=0 --group=0 --numeric-owner --mode=go-w \
  --mtime="@$(git log -1 --format=%ct)" --exclude=./test --exclude=./docs . | gzip --no-name >"$out"
sha256sum "$out"
